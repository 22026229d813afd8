"""The page for support agents (Streamlit). Its Python speaks to the API through ``client.py`` only."""

from __future__ import annotations

from pathlib import Path

SCRIPT = Path(__file__).with_name("page.py")

api_address = "http://127.0.0.1:8501"
"""Where this process serves the API; the server sets it when it knows its port."""

is_open_to_all = False
"""Whether whoever reaches the desk can use it, without an access code; the server sets it."""

THEME = {
    "theme.base": "light",
    "theme.primaryColor": "#1f5f9e",
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#f2f5f8",
    "theme.textColor": "#1d2733",
    "theme.borderColor": "#dde3ea",
    "theme.baseRadius": "8px",
    "theme.baseFontSize": 15,
    "theme.font": "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Noto Sans SC', sans-serif",
    "theme.codeFont": "ui-monospace, 'SF Mono', Consolas, 'Noto Sans Mono CJK SC', monospace",
    "theme.sidebar.backgroundColor": "#f5f7fa",
    "theme.sidebar.secondaryBackgroundColor": "#ffffff",
}
"""The page's colours and fonts as Streamlit options. The fonts are the visitor's own: nothing is loaded."""
