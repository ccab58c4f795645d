"""A table to take away, made the same way on every page and named as people would name it."""

import io

from flask import Response, send_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_of(sheets: dict[str, list[list[object]]], name: str) -> Response:
    """Title of a sheet → its rows, as xlsx; ``name``: of the file, without its ending."""
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers.tables import workbook

    out = io.BytesIO()
    workbook(sheets).save(out)
    out.seek(0)
    return send_file(out, mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")
