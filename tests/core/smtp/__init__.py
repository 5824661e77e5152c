"""SMTP, both halves; `hold` and `standing` bring a dialogue to where one begins."""
