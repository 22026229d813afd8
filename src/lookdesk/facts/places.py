"""Where to find somebody: postal addresses, e-mail and web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lookdesk.facts.fact import FactKind, Reading

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,6}\.[A-Za-z]{2,12}"
)
_URL = re.compile(
    r"(?<![A-Za-z0-9@])(?:(?:https?|ftp):/{1,2}[ ]?[^\s\u3000-\u9fff，。；）】》\"'<>]{3,2000}"
    r"|www\.[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}(?:[/?#][^\s\u3000-\u9fff，。；）】》\"'<>]{0,2000})?"
    r"|(?:[A-Za-z0-9-]{1,63}\.){1,5}(?:com|cn|net|org|io|gov|edu|info|dev|app|co|hk|tw|uk|de|jp|shop|top|xyz|me|cc|tv|ai)"
    r"(?![A-Za-z0-9@-]|\.[A-Za-z0-9])(?::\d{2,5})?(?:/[^\s\u3000-\u9fff，。；）】》\"'<>]{0,2000})?)",
    re.IGNORECASE,
)

_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|"
    "台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|臺灣|台北|臺北|新北|高雄"
)
_RUN = re.compile(r"(?:[\u4e00-\u9fffA-Za-z0-9()#、,.-]|[ ](?![ ])){4,200}")
_HINT = re.compile("[省市區区县縣镇鎮乡鄉路街道巷弄村号號栋楼室园]")
_START = re.compile(rf"(?:中国)?(?:{_PROVINCES})(?!路|街|大道|大学|银行|牌)")
_ADMIN = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:特别行政区|自治区|自治州|自治县|省|市|區|区|县|縣|旗|镇|鎮|乡|鄉|街道)")
_STREET = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9]{1,12}?(?:大道|大街|(?<!道)(?<!公)(?<!铁)(?<!线)(?<!网)(?<!电)路|街|"
    r"(?<![频通赛管人味知轨渠])道(?![路理])|巷|弄|胡同|村|园区|工业园|工业区|开发区|科技园|产业园|社区|小区|广场|大厦|花园|庄|屯|工业城)"
)
_DOOR = re.compile(
    r"[A-Za-z]?\d{1,5}(?:-[A-Za-z0-9]{1,4}){0,3}[A-Za-z]?[ ]?"
    r"(?:号楼|号院|号|號|弄|栋|棟|幢|座|楼|樓|层|室|单元|门|组|房|F)"
)
_LABEL = re.compile(r"^.{0,8}?(?:地址|住址|厂址|产地|住所|地点|详址)[ ]?:?[ ]?")
_COMPANY = re.compile(r"公司|商行|银行|医院|大学|学院|监督|管理局|委员会|人民政府")

_ENGLISH = re.compile(
    r"\d(?<![\dA-Za-z.]\d)\d{0,5}[A-Za-z]?(?:-\d{1,5})?,?[ ](?:[NSEW]\.?[ ])?"
    r"(?:[A-Z][A-Za-z.']{0,20}[ ]|\d{1,3}(?:st|nd|rd|th)[ ]){1,4}"
    r"(?i:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Way|Court|Ct|Place|Pl|Square|Sq|Highway|Hwy"
    r"|Parkway|Pkwy|Terrace)\b\.?(?:[ ](?:North|South|East|West|[NSEW])\b)?"
    r"(?:,?[ ](?:Suite|Ste|Apt|Unit|Floor|Fl|Room|Rm|#)\.?[ ]?[A-Za-z0-9-]{1,6})?"
    r"(?:,[ ]?[A-Z][A-Za-z.']{0,20}(?:[ ][A-Z][A-Za-z.']{0,20}){0,3}){0,4}(?:,?[ ](?:\d{5,6}(?:-\d{4})?"
    r"|[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}))?(?![A-Za-z0-9])"
)


def find_online(text: str) -> Iterator[Reading]:
    """Read the e-mail and web addresses of a folded text."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Reading(FactKind.EMAIL, *match.span(), match[0].lower())
    for match in _URL.finditer(text):
        written = match[0].rstrip(".,;:!?)")
        yield Reading(FactKind.URL, match.start(), match.start() + len(written), _url(written))


def _url(written: str) -> str:
    """Write a web address in its one form: host in lower case, no http, no slash at its end."""
    bare = re.sub(r"^(?:https?|ftp):/{1,2}[ ]?", "", written, flags=re.IGNORECASE)
    host, slash, path = bare.partition("/")
    return (host.lower() + slash + path).rstrip("/")


def find_addresses(text: str) -> Iterator[Reading]:
    """Read the postal addresses of a folded text."""
    if _HINT.search(text):
        for run in _RUN.finditer(text):
            yield from _chinese(text, run.start(), run.end())
    for match in _ENGLISH.finditer(text):
        yield Reading(FactKind.ADDRESS, *match.span(), " ".join(match[0].rstrip(" ,.").split()))


def _chinese(text: str, start: int, end: int) -> Iterator[Reading]:
    run = text[start:end]
    if label := _LABEL.match(run):
        start += label.end()
    if province := _START.search(text, start, end):
        start = province.start()
    admin = [match.end() for match in _ADMIN.finditer(text, start, end)]
    street = [match.end() for match in _STREET.finditer(text, admin[-1] if admin else start, end)]
    door = [match.end() for match in _DOOR.finditer(text, start, end)]
    is_address = (admin and (street or door)) or (street and door) or (province and len(admin) > 1)
    last = max((*admin, *street, *door), default=start)
    if not is_address or (not street and not door and _COMPANY.search(text, last, end)):
        return
    yield Reading(FactKind.ADDRESS, start, last, text[start:last].replace(" ", ""))
