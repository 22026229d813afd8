"""The page for support agents (Streamlit). Its Python speaks to the API through ``client.py`` only."""

from pathlib import Path

SCRIPT = Path(__file__).with_name("page.py")

api_address = "http://127.0.0.1:8501"
"""Where this process serves the API; the server sets it when it knows its port."""
