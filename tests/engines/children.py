"""A child process that does as its options say. Run by ``test_child.py``."""

import os
import sys
import threading

from lookdesk.engines import childhood

options = childhood.begin()
sys.stderr.write("these are the last words\n")
sys.stderr.flush()
match options["do"]:
    case "serve":
        childhood.say({"address": "here", "pid": os.getpid(), "key": options.get("key", "")})
        childhood.stay()
    case "refuse":
        childhood.say({"error": "the file is broken"})
    case "crash":
        os._exit(3)
    case "crash late":
        childhood.say({"address": "here", "pid": os.getpid()})
        threading.Timer(0.05, os._exit, (3,)).start()
        childhood.stay()
    case "print":
        os.write(1, b"")
        childhood.say({"address": "here", "pid": os.getpid()})
        childhood.stay()
