"""The command line: the operator without chat."""
