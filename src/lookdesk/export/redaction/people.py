"""What names of people and postal addresses look like."""

from __future__ import annotations

import re

from lookdesk import facts
from lookdesk.facts import FactKind
from lookdesk.reading import vocabulary
from lookdesk.reading.fields import names_in

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏傅方邹熊白孟秦邱侯"
    "江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔常汤康易乔赖文庞樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂柴焦柳邢岳齐梅庄辛管祝左涂谷祁时舒"
    "耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫屈鲍覃霍翁隋植甘景薄包司柏宁柯阮桂闵解强丛华车冉房边辜饶瞿戚丘古米池滕晋苑邬臧畅宫苟褚娄"
    "張劉陳楊黃趙吳孫馬鄭謝許韓鄧馮蕭葉蘇呂盧鍾譚陸範賈鄒龔邵萬錢嚴賴龐蘭顏倪溫蘆魯畢聶齊莊關凌費紀盧歐項寧華車邊饒閻"
)
"""The surnames of nearly all; without those that are rare and begin everyday words (来, 全, 单, 向)."""
_COMPOUND = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|长孙|宇文|端木|南宫|歐陽|司馬|諸葛"
TITLES = "先生|女士|小姐|太太|夫人|师傅|老师|医生|大夫|同学|阿姨|大爷|大哥|大姐|经理|老板|总"
_HAN = "一-鿿"
CHINESE_NAME = rf"(?:(?:{_COMPOUND})[{_HAN}]{{1,2}}|[{_SURNAMES}][{_HAN}]{{1,2}}|[{_HAN}]{{1,6}}·[{_HAN}·]{{1,10}})"
TITLED = (
    rf"(?:(?:{_COMPOUND}|[{_SURNAMES}])[{_HAN}]{{0,2}}?(?:{TITLES})|[小老阿][{_SURNAMES}](?![一-鿿])"
    rf"|(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? ?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){{0,2}})"
)
LATIN_NAME = r"[A-Z][\w'’.-]*(?: (?:(?:de|van|von|der|da|bin|al) ){0,2}[A-Z][\w'’.-]*){0,4}"
PERSON = re.compile(rf"(?:{TITLED}|{CHINESE_NAME}(?:{TITLES})?)")

_LATIN_FULL_NAME = re.compile(r"[A-Z][a-z'’-]+(?: [A-Z]\.?)?(?: [A-Z][A-Za-z'’-]+){1,2}|[A-Z]{2,}(?: [A-Z]{2,}){1,2}")
_PLACE_WORD = re.compile(r"[省市区區县縣镇鎮乡鄉村路街道巷弄号號楼樓室栋棟幢座单元層层院苑园園厦坊组門门]")
_CAPITALISED = re.compile(r"\s*(?:[A-Z0-9#][\w'’.#/-]*)(?:\s+(?:of|the|and|[A-Z0-9#][\w'’.#/-]*)){0,6}\s*\.?")
_DOOR = re.compile(r"\d{1,3}(?:-\d{1,3})?-\d{3,4}")
"""Building, entrance and flat, as people write them: 3-2-502."""
_WORD_OF_PLACE = re.compile(r"(?<![A-Za-z\d])(?:[A-Za-z.'’-]{3,}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})(?![A-Za-z\d])")
"""A name, or a British postcode."""
_REQUEST = re.compile(r"请|谢|麻烦|尽快|电话|手机|联系|[吗呢吧了]|不|没")


def is_person(text: str) -> bool:
    """Tell whether a text is nothing but somebody's name: 李雷, 张女士, Li Lei."""
    text = text.strip()
    if PERSON.fullmatch(text):
        return not names_in(text)
    return bool(_LATIN_FULL_NAME.fullmatch(text)) and not _is_everyday(text)


def is_address(text: str) -> bool:
    """Tell whether a text is, or goes on with, a postal address."""
    if facts.find(text, (FactKind.ADDRESS,)):
        return True
    if len(text) > 60 or _REQUEST.search(text):
        return False
    words = len(_PLACE_WORD.findall(text))
    return words >= 2 or (words == 1 and bool(re.search(r"\d", text))) or bool(_DOOR.fullmatch(text.strip()))


def is_address_abroad(text: str) -> bool:
    """Tell whether a text may be a part of an address in Latin letters: capitals and numbers throughout."""
    return bool(_CAPITALISED.fullmatch(text) and _WORD_OF_PLACE.search(text)) and not names_in(text)


def _is_everyday(text: str) -> bool:
    return bool(names_in(text)) or any(map(vocabulary.is_everyday, text.split()))
