enum PlaceholderOSSWire {}
