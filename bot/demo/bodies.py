"""Who handles things in the demo county: stations, bureaus of county and townships, villages."""

from bot.demo.geography import Area, County, Table

#: Short code, name, what it does (the word that routing uses), how people call it.
COUNTY_BUREAUS = (
    ("ZFB", "县政府办公室", "government_office", "政府办、县府办"),
    ("SLJ", "县水利局", "water", "水利局、水务局"),
    ("JTJ", "县交通运输局", "roads", "交通局、公路局"),
    ("ZJJ", "县住房和城乡建设局", "housing", "住建局、建设局"),
    ("CGJ", "县城市管理局", "city_management", "城管局、城管"),
    ("JYJ", "县教育体育局", "education", "教育局、教体局"),
    ("WJW", "县卫生健康委员会", "health", "卫健委、卫生局"),
    ("MZJ", "县民政局", "civil_affairs", "民政局"),
    ("RSJ", "县人力资源和社会保障局", "labour", "人社局、社保局"),
    ("YBJ", "县医疗保障局", "medical_insurance", "医保局"),
    ("NYJ", "县农业农村局", "agriculture", "农业局、农业农村局"),
    ("LYJ", "县林业局", "forestry", "林业局"),
    ("ZRJ", "县自然资源局", "land", "国土局、自然资源局、规划局"),
    ("HBJ", "县生态环境局", "environment", "环保局、环境局"),
    ("GAJ", "县公安局", "police", "公安局"),
    ("JJD", "县公安局交警大队", "traffic_police", "交警队、交警"),
    ("SFJ", "县司法局", "justice", "司法局"),
    ("SJJ", "县市场监督管理局", "market", "市场监管局、工商局、质监局"),
    ("CZJ", "县财政局", "finance", "财政局"),
    ("FGW", "县发展和改革委员会", "development", "发改委、物价局"),
    ("SWJ", "县商务局", "commerce", "商务局"),
    ("WLJ", "县文化广电和旅游局", "culture", "文旅局、文化局"),
    ("YJJ", "县应急管理局", "emergency", "应急局、安监局"),
    ("XFJ", "县信访局", "petitions", "信访局"),
    ("TYJ", "县退役军人事务局", "veterans", "退役军人局"),
    ("XZJ", "县乡村振兴局", "rural_revival", "扶贫办、乡村振兴局"),
    ("SWS", "县税务局", "tax", "税务局、地税"),
    ("GDG", "国网青禾县供电公司", "power_supply", "供电公司、电力局、电业局"),
    ("SSG", "县自来水公司", "water_supply", "自来水公司、水厂"),
    ("XFD", "县消防救援大队", "fire", "消防队、消防"),
    ("CLH", "县残疾人联合会", "disabled", "残联"),
    ("XZS", "县行政审批服务局", "administration", "审批局、政务大厅"),
    ("DXG", "县通信发展办公室", "telecom", "通信办、电信、移动、联通"),
)
#: Ending, code, what it does, how people call it. One of each in the larger townships.
TOWNSHIP_OFFICES = (
    ("派出所", "PCS", "police", "派出所"),
    ("供电所", "GDS", "power_supply", "供电所、电管站"),
    ("卫生院", "WSY", "health", "卫生院、镇医院"),
    ("中心学校", "ZXX", "education", "中心校、学区"),
    ("自然资源所", "GTS", "land", "国土所、土管所"),
    ("司法所", "SFS", "justice", "司法所"),
    ("农业技术推广站", "NJZ", "agriculture", "农技站"),
    ("供水站", "GSZ", "water_supply", "供水站、水管站"),
)
LARGER = ("城关镇", "石桥镇")
#: Villages of 城关镇 whose committees are parties of their own.
VILLAGE_BODIES = ("东坪村", "西坪村", "柳树湾村", "杨家沟村", "北街社区", "南街社区")
INDUSTRY = (("食用菌", "石桥镇"), ("猕猴桃", "双河镇"), ("中药材", "云岭镇"))
#: Townships some of whose villages have a room of their own.
ROOMS = ("石桥镇", "柳林镇", "双河镇", "青龙镇", "东城街道")


def bureau_table(county: County) -> Table:
    """The sheet 承办单位."""
    rows: Table = [["编码", "名称", "类型", "职能", "别名", "服务区域", "上级单位", "电话", "启用"]]
    for code, name, role, aliases in COUNTY_BUREAUS:
        kind = "政府办" if code == "ZFB" else "县直部门"
        above = "" if code == "ZFB" else "B-ZFB"
        rows.append([f"B-{code}", name, kind, role, aliases, "", above, "", "是"])
    for township in county.townships:
        rows.append(_government(township))
        if township.name in LARGER:
            for ending, code, role, aliases in TOWNSHIP_OFFICES:
                name = f"{township.name}{ending}"
                own = f"B-{township.code}-{code}"
                rows.append([own, name, "站所", role, aliases, township.code, "", "", "是"])
    for name in VILLAGE_BODIES:
        village = county.village(name)
        committee = f"{name}村民委员会" if name.endswith("村") else f"{name}居民委员会"
        committee = committee.replace("村村民", "村民").replace("社区居民", "社区居民")
        stem = name.removesuffix("村")
        aliases = f"{stem}村委会、{stem}村委" if name.endswith("村") else f"{name}居委会"
        above = f"B-{village.parent}"
        row = [f"B-{village.code}", committee, "村", "village_committee", aliases]
        rows.append([*row, village.code, above, "", "是"])
    return rows


def _government(township: Area) -> list[object]:
    street = township.name.endswith("街道")
    name = f"{township.name}办事处" if street else f"{township.name}人民政府"
    short = f"{township.name}办" if street else f"{township.name}政府"
    role = ["乡镇政府", "township_government", short, township.code, "B-ZFB", "", "是"]
    return [f"B-{township.code}", name, *role]


def station_table(county: County) -> Table:
    """The sheet 联络站: the main station, 19 of the townships, some rooms, three of industries."""
    rows: Table = [["编码", "名称", "类型", "服务区域", "上级站", "地址", "电话", "接待日", "启用"]]
    days = "每月15日上午"
    rows.append(["S00", "青禾县人大代表联络总站", "总站", "QH", "", "人民路1号", "", days, "是"])
    for township in county.townships:
        name = f"{township.name}人大代表联络站"
        own = f"S{township.code[2:]}"
        where = f"{township.name}便民服务中心一楼"
        rows.append([own, name, "乡站", township.code, "S00", where, "", "每周一上午", "是"])
        if township.name in ROOMS:
            for village in county.villages[township.code][:6]:
                room = f"{village.name}人大代表联络室"
                at = f"{village.name}党群服务中心"
                code = f"{own}-{village.code[-2:]}"
                row = [code, room, "村室", village.code, own, at, "", "每周三上午", "是"]
                rows.append(row)
    by_name = {township.name: township for township in county.townships}
    for index, (industry, township_name) in enumerate(INDUSTRY):
        name = f"{industry}产业链人大代表联络站"
        code = by_name[township_name].code
        row = [
            f"SC{index + 1}",
            name,
            "产业链专站",
            code,
            "S00",
            f"{industry}产业园",
            "",
            days,
            "是",
        ]
        rows.append(row)
    return rows
