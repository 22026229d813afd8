"""The units of quantities: their names in Chinese and English, what they measure, and how large they are.

Source: the SI brochure (9th edition) and its accepted units; 斤 and 两 after the State Council's order of 1984
(500 g, 50 g); US customary units after NIST Handbook 44, appendix C.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit: its one name, what it measures, and its size in that dimension's base unit."""

    name: str
    dimension: str
    factor: Decimal


# dimension: rows of "factor name other names"
_TABLE = {
    "volume": """
        1 ml 毫升 mL cc cm³ cm3 立方厘米 ㎖ milliliter milliliters millilitre
        10 cl | 100 dl 分升
        1000 L 升 公升 l ltr liter liters litre litres dm³ ℓ
        1000000 m³ 立方米 m3 立方 ㎥
        29.5735295625 fl.oz floz 液量盎司
        3785.411784 gal 加仑 gallon gallons""",
    "mass": """
        0.000001 μg 微克 ug mcg | 0.001 mg 毫克 ㎎ | 1 g 克 G gram grams
        1000 kg 千克 公斤 ㎏ kgs kilo | 1000000 t 吨 公吨
        500 斤 市斤 | 50 两 | 453.59237 lb 磅 lbs pound pounds | 28.349523125 oz 盎司 ounce ounces""",
    "length": """
        0.001 μm 微米 um | 0.000001 nm 纳米 | 1 mm 毫米 ㎜ | 10 cm 厘米 公分 ㎝ | 100 dm 分米
        1000 m 米 meter meters metre metres | 1000000 km 千米 公里 ㎞
        25.4 inch 英寸 寸 inches in \" | 304.8 ft 英尺 feet""",
    "area": "0.0001 cm² 平方厘米 cm2 | 0.000001 mm² 平方毫米 mm2 | 1 m² 平方米 ㎡ m2 平米 平方 | 10000 ha 公顷",
    "duration": """
        0.001 ms 毫秒 | 1 s 秒 秒钟 sec secs second seconds S | 60 min 分钟 mins minute minutes
        3600 h 小时 hr hrs hour hours H 钟头 | 86400 d 天 日 day days | 604800 week 周 星期 weeks 个星期""",
    "calendar": "1 month 个月 months 個月 | 12 year 年 years yr yrs",
    "temperature": "1 ℃ °C oC ºC ˚C °c 摄氏度",
    "temperature in Fahrenheit": "1 ℉ °F oF ºF ˚F 华氏度",
    "temperature in Kelvin": "1 K",
    "voltage": "0.001 mV 毫伏 | 1 V 伏 伏特 v Vac VAC Vdc VDC volt volts | 1000 kV 千伏 KV",
    "current": "0.000001 μA 微安 uA | 0.001 mA 毫安 | 1 A 安 安培 amp amps",
    "power": "0.001 mW 毫瓦 | 1 W 瓦 瓦特 w watt watts | 1000 kW 千瓦 KW | 1000000 MW 兆瓦 | 735.49875 匹",
    "apparent power": "1 VA | 1000 kVA KVA",
    "frequency": "1 Hz 赫兹 赫 | 1000 kHz 千赫 | 1000000 MHz 兆赫 | 1000000000 GHz",
    "charge": "0.001 mAh 毫安时 毫安 | 1 Ah 安时",
    "energy": """
        1 J 焦 焦耳 | 1000 kJ 千焦 KJ | 4.184 cal 卡 | 4184 kcal 千卡 大卡 Cal
        | 3600 Wh 瓦时 | 3600000 kWh 千瓦时""",
    "resistance": "1 Ω 欧 欧姆 ohm | 1000 kΩ 千欧 | 1000000 MΩ 兆欧",
    "capacitance": "0.000001 μF 微法 uF | 0.000000001 nF | 0.000000000001 pF",
    "pressure": """
        1 Pa 帕 | 100 hPa 百帕 | 1000 kPa 千帕 | 1000000 MPa 兆帕 | 100000 bar 巴 | 100 mbar
        6894.757293168 psi | 133.322387415 mmHg 毫米汞柱""",
    "rotation": "1 r/min 转/分 转/分钟 转 rpm rev/min 转每分 r/m",
    "speed": "1 m/s 米/秒 | 0.277777777777777777777777778 km/h 公里/小时 千米/小时",
    "force": "1 N 牛 牛顿 | 1000 kN",
    "torque": "1 N·m N.m Nm 牛米",
    "information": "1 KB | 1024 MB | 1048576 GB | 1073741824 TB",
    "bit rate": "1 kbps Kbps | 1000 Mbps Mb/s 兆 | 1000000 Gbps Gb/s",
    "sound": "1 dB 分贝 dB(A)",
    "light": "1 lm 流明",
    "illuminance": "1 lx 勒克斯 lux",
    "angle": "1 ° 度",
    "amount": "0.000001 μmol umol | 0.001 mmol | 1 mol",
    "activity": "1 IU 单位 国际单位 iu | 1 U",
    "pixels": "1 px 像素 | 10000 万像素 | 1000000 MP",
    "heart rate": "1 bpm 次/分 次/分钟",
}
# Counted things: each is a dimension of its own, for ten boxes are not ten tablets.
_COUNTED = """
    片 粒 支 盒 瓶 袋 包 个|個 件 只 枚 张 条 台 套 双 箱 罐 桶 块 颗 丸 贴 滴 喷 本 卷 把 根 辆 株 副 对 杯 份 组 吨
    次|times 岁|周岁 人 页 倍 级 位 抽 折
    pcs|pc|PCS|Pcs|pieces|piece tab|tabs|tablet|tablets cap|caps|capsule|capsules sachet|sachets drop|drops|gtt
    puff|puffs bag|bags bottle|bottles box|boxes pack|packs pair|pairs set|sets unit|units tsp tbsp sheets|sheet
    ctn|ctns|carton|cartons
"""


def _units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for words in _COUNTED.split():
        name, *others = words.split("|")
        for alias in (name, *others):
            units[alias] = Unit(name, f"count of {name}", Decimal(1))
    for dimension, rows in _TABLE.items():
        factor = Decimal(1)
        name = ""
        for word in rows.replace("|", " ").split():
            if re.fullmatch(r"[\d.]+", word):
                factor, name = Decimal(word), ""
            else:
                name = name or word
                units[word] = Unit(name, dimension, factor)
    return units


UNITS = _units()
"""Every way to write a unit."""
_ANY_CASE = {alias.lower(): unit for alias, unit in reversed(UNITS.items()) if len(alias) > 1 and alias.isascii()}
_BY_NAME = {unit.name: unit for unit in UNITS.values()}

_LATIN = re.compile(
    r'[ ]?((?:[A-Za-zμΩ]{1,9}|°|"|[º˚°][CcFf]|[℃℉㎎㎏㎜㎝㎞㎡㎥㎖ℓ]|fl\.?[ ]?oz)'
    r"(?:[²³]|(?<=[mM])[23])?(?:\(A\)|[.·]m(?![A-Za-z]))?)"
    r"(?![A-Za-z0-9])"
)
_PER_LATIN = re.compile(r"[ ]?/[ ]?((?:100)?)[ ]?([A-Za-zμ]{1,5}|[㎡㎥])([²³]|(?<=m)[23])?(?![A-Za-z0-9])")
_RPM = re.compile(r"[ ]?/[ ]?[分m](?:in|钟)?")
_GLUED = re.compile(r"(V|v|Hz|HZ|W|w|A|kW|KW)[~=]?(?=\d{1,5}(?:\.\d)?\d?(?:V|v|Hz|HZ|W|w|A|mA|kW|KW)(?![A-Za-z]))")
_OTHER_WORD = re.compile(  # begins with the name of a unit, and is none
    "支[付持出]|件号|个[人性]|位[于置]|条[码形件款]|本[品店次产公]|份额|包[装裹邮含]|台[州湾灯]|对[于应照]|人[民员参]|根据|组[成件]"
    "|天[津猫地然]|日[期本用]|年[月龄]|米[饭粉线]|安[全徽装]|套餐|两[侧端面]|张[家贴]|粒[径度]|次[日数]|单位[名地]|卡[号片通]|码"
)
_CHINESE = re.compile(r"[ ]?([\u4e00-\u9fff]{1,4}(?:/[\u4e00-\u9fff]{1,2})?)")


def unit_of(name: str) -> Unit | None:
    """Return the unit with this normalised name, also of a rate (``mg/L``); None where nothing is known of it."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    above, slash, below = name.partition("/")
    if slash and above in _BY_NAME and below.lstrip("0123456789") in _BY_NAME:
        per = _BY_NAME[below.lstrip("0123456789")]
        count = Decimal(below[: len(below) - len(per.name)] or 1)
        return Unit(
            name, f"{_BY_NAME[above].dimension} per {per.dimension}", _BY_NAME[above].factor / per.factor / count
        )
    return None


def unit_at(text: str, place: int) -> tuple[Unit, int] | None:
    """Return the unit that is written at a place of a folded text, and where it ends."""
    if (match := _GLUED.match(text, place)) and (unit := _named(match[1])):
        return unit, match.end(1)
    if match := _LATIN.match(text, place):
        return _latin(text, match)
    if (match := _CHINESE.match(text, place)) and not _OTHER_WORD.match(match[1]):
        written = match[1]
        for length in range(len(written), 0, -1):
            if unit := UNITS.get(written[:length]):
                return unit, match.start(1) + length
    return None


def _latin(text: str, match: re.Match[str]) -> tuple[Unit, int] | None:
    if rate := _PER_LATIN.match(text, match.end()):
        whole = f"{match[1]}/{rate[2]}"
        if unit := UNITS.get(whole) or _ANY_CASE.get(whole.lower()):
            return unit, rate.end()
        above, below = _named(match[1]), _named(rate[2] + (rate[3] or ""))
        if above and below and (unit := unit_of(f"{above.name}/{rate[1]}{below.name}")):
            return unit, rate.end()
    if match[1] == "r" and (rate := _RPM.match(text, match.end())):
        return UNITS["r/min"], rate.end()
    if match[1] == "in" and match[0].startswith(" "):
        return None  # 2 in stock
    unit = _named(match[1])
    return (unit, match.end()) if unit else None


def _named(written: str) -> Unit | None:
    return UNITS.get(written) or _ANY_CASE.get(written.lower())
