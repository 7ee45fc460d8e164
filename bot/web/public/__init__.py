"""The pages that anybody may read: news, a story, a search, how the feeds are; and our own feed."""
