"""The page in the browser. It shows what the assistant gives, and holds ids only."""
