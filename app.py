"""Open the page: ``python app.py`` is the same as ``dva-assist serve``."""

import sys

from dva_assist.cli import main

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]])
