"""The application: who wants the news, and how it reaches them."""
