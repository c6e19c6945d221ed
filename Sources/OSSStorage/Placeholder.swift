enum PlaceholderOSSStorage {}
