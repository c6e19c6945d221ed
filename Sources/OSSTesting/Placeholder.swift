enum PlaceholderOSSTesting {}
