"""What the fault tests share: servers that are started again, a book of what was acknowledged, disks and calls that fail."""
