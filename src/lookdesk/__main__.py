"""``lookdesk`` on the command line."""

from lookdesk.cli import main

if __name__ == "__main__":
    main()
