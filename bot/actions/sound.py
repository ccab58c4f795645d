"""``python -m bot.actions.sound voice|video SOURCE TARGET``, run by ``cleaning.py``.

voice: AMR (or whatever FFmpeg reads) → MP3, which every browser plays. video: the same streams in
a new MP4, without the place and the telephone model that phones write into it."""

import sys
from collections.abc import Iterator

import av
from av import AudioFrame
from av.container import InputContainer

#: AMR-NB has 8 kHz; MP3 players agree best on this.
_RATE = 24_000
#: The platform's voices are at most a minute; anything very long is not one.
_MOST_SECONDS = 600


def to_mp3(source: str, target: str) -> None:
    """Decode the first audio stream and encode it as mono MP3; a broken piece in it is left out.
    ValueError if nothing in it can be heard."""
    with av.open(source) as came, av.open(target, "w", format="mp3") as made:
        stream = made.add_stream("libmp3lame", rate=_RATE, layout="mono")
        resampler = av.AudioResampler(format=stream.codec_context.format, layout="mono", rate=_RATE)
        heard = 0
        for frame in _frames(came):
            heard += frame.samples
            if heard > _MOST_SECONDS * frame.sample_rate:
                break
            frame.pts = None
            for ready in resampler.resample(frame):
                made.mux(stream.encode(ready))
        if not heard:
            raise ValueError("no sound in this file")
        for ready in resampler.resample(None):
            made.mux(stream.encode(ready))
        made.mux(stream.encode(None))


def _frames(came: InputContainer) -> Iterator[AudioFrame]:
    for packet in came.demux(audio=0):
        try:
            yield from (frame for frame in packet.decode() if isinstance(frame, AudioFrame))
        except av.FFmpegError:
            continue


def without_metadata(source: str, target: str) -> None:
    """Copy picture and sound as they are into a new MP4 that says nothing else."""
    with av.open(source) as came, av.open(target, "w", format="mp4") as made:
        chosen = [*came.streams.video[:1], *came.streams.audio[:1]]
        if not came.streams.video:
            raise ValueError("no picture in this video")
        copies = {stream.index: made.add_stream_from_template(stream) for stream in chosen}
        for copy in copies.values():
            copy.metadata.clear()
        for packet in came.demux(chosen):
            if packet.dts is not None:
                packet.stream = copies[packet.stream.index]
                made.mux(packet)


def main(arguments: list[str]) -> None:
    kind, source, target = arguments
    {"voice": to_mp3, "video": without_metadata}[kind](source, target)


if __name__ == "__main__":
    main(sys.argv[1:])
