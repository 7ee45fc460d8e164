"""HTTP/1.1 connections of our own, for channels that send one body to many chats."""
