// Whoever imports the client has the names that its declarations use: credentials, regions, endpoints, keys, entity tags, error codes.
@_exported public import OSSSigning
@_exported public import OSSWire
