"""The page in the browser. It shows what the assistant gives, and holds ids, but for questions that a model wrote."""
