"""What a person can say. A command knows no channel."""
