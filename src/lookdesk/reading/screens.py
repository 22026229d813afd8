"""Error screens and logs: codes, exceptions, and the step or test that failed."""

from __future__ import annotations

import re

from lookdesk.reading.page import Cell, Page
from lookdesk.reading.question import Wanted

_STEP_ASKED = re.compile(
    r"(?:哪|什么).{0,4}步|步骤|哪一步|\bwhich (?:step|job|stage|task)\b|\bstep\b.*\bfail|\bfailed step\b", re.IGNORECASE
)
_TEST_ASKED = re.compile(
    r"测试(?:函数|用例|方法)|\btest (?:function|case|name)\b|\bwhich test\b|\bfail\w* test\b", re.IGNORECASE
)
_EXCEPTION_ASKED = re.compile(r"异常|\bexception\b|\berror class\b", re.IGNORECASE)
_CODE_ASKED = re.compile(
    r"(?:报错|错误|故障|停止|终止|异常)(?:代?码|编?号|信息里的代码)|\b(?:error|fault|stop|lint|rule) code\b|"
    r"\berror number\b",
    re.IGNORECASE,
)

_FAILURE = re.compile(
    r"##\[error\]|\berror\b|\bfail(?:ed|ure|ures)?\b|\bexit code [1-9]|Traceback|Exception|失败|错误|报错|异常",
    re.IGNORECASE,
)
_CROSS = re.compile(r"^[×✗✘✕✖XxⓍ⊗❌]$")
_STEP = re.compile(
    r"^(?:Run|Set up|Install|Build|Test|Deploy|Publish|Enforce|Check|Lint|Post|Complete|Upload|Download|"
    r"Compile|Step|Stage|步骤)\b.{2,60}",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\d{1,5}\s+(?=\S)")
_CODE = re.compile(
    r"\b0x[0-9A-Fa-f]{4,16}\b|\bERR_[A-Z_]{3,}\b|\bE(?:RR)?[-_ ]?\d{1,5}\b|\b[A-Z]{1,4}\d{3,5}\b|"
    r"\b[A-Z]{2,}-\d{2,6}\b|\b(?:[A-Z]{3,}_){2,}[A-Z]+\b|(?<=代码)\s*[:：]?\s*-?\d+|\b[EFHP]\d{1,2}\b"
)
_EXCEPTION = re.compile(r"\b(?:[A-Za-z_]\w*\.)*([A-Z][A-Za-z]+(?:Error|Exception|Timeout|Warning|Interrupt))\b")
_RAISED = re.compile(r"DID NOT RAISE|raise[sd]?\b|Error:|Exception:|Timeout", re.IGNORECASE)
_TEST = re.compile(
    r"(?<=::)\w+(?:\[[^\]]*\]?)?|\btest_\w+\b(?!\.\w)(?:\[[^\]]*\]?)?|\b\w+Test(?:s|Case)?\b|\btest[A-Z]\w+"
)


_FILE_ASKED = re.compile(r"(?:哪|什么).{0,3}文件|文件名|\b(?:which|what) file\b|\bfile name\b", re.IGNORECASE)
_FILE = re.compile(
    r"(?:[\w.-]+/)*[\w-]+\.(?:py|js|ts|jsx|tsx|java|kt|c|cc|cpp|h|cs|go|rs|rb|php|sh|sql|json|ya?ml|toml|ini|"
    r"xml|log|txt|dll|exe|sys)\b"
)


def find(question: str, wanted: Wanted, page: Page) -> tuple[str, Cell] | None:  # noqa: ARG001 - like other searches
    """Return what an error screen says on the asked point, or None where it is not asked or not said."""
    if _STEP_ASKED.search(question):
        return _failed_step(page)
    if _FILE_ASKED.search(question):
        return _best(_FILE, page, near_failure=True)
    if _TEST_ASKED.search(question):
        return _best(_TEST, page, near_failure=True)
    if _EXCEPTION_ASKED.search(question):
        return _best(_EXCEPTION, page, near_failure=True)
    if _CODE_ASKED.search(question):
        return _best(_CODE, page, near_failure=True)
    return None


def is_asked(question: str) -> bool:
    """Tell whether a question asks for something that error screens show."""
    return any(p.search(question) for p in (_STEP_ASKED, _FILE_ASKED, _TEST_ASKED, _EXCEPTION_ASKED, _CODE_ASKED))


def _failed_step(page: Page) -> tuple[str, Cell] | None:
    """Return the step marked with a cross, else the one above the first error line."""
    steps = [cell for cell in page.written if cell.is_legible and _STEP.match(_NUMBERED.sub("", cell.text))]
    for cross in (cell for cell in page.cells if _CROSS.match(cell.text.strip())):
        beside = [step for step in page.right_of(cross)[:2] if step in steps]
        if beside:
            return beside[0].text, beside[0]
    failures = [cell for cell in page.written if _FAILURE.search(cell.text) and cell not in steps]
    shown = _expanded(steps, page)
    for failure in reversed(failures):
        above = [step for step in shown if step.middle < failure.middle]
        if above:
            return above[-1].text, above[-1]
    return None


def _expanded(steps: list[Cell], page: Page) -> list[Cell]:
    """Return the steps that are headings, not lines of a log: those on the leftmost edge that several share."""
    edges = [step.left for step in steps]
    if not edges:
        return []
    edge = max(edges, key=lambda x: sum(abs(x - other) < page.text_height for other in edges))
    return [step for step in steps if abs(step.left - edge) < page.text_height]


def _best(pattern: re.Pattern[str], page: Page, *, near_failure: bool) -> tuple[str, Cell] | None:
    """Return the hit in a line that tells of a failure, else the only hit."""
    hits = [(match.group(), cell) for cell in page.written if cell.is_legible for match in pattern.finditer(cell.text)]
    if near_failure:
        told = [hit for hit in hits if _RAISED.search(hit[1].text) or _FAILURE.search(hit[1].text)]
        hits = told or hits
    return (hits[0][0].strip(), hits[0][1]) if hits else None
