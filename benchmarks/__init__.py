"""How fast the program is, apart from tests: README.md says how it is measured and shows figures."""
