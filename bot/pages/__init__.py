"""What every page of ours stands on: safe HTML, the frame of a page, its files, the strict policy, and limits."""
