import OSSSigning
import OSSWire

/// Keys, and pieces of keys, that mark a place in a list.
enum ListPosition {
    /// - Throws: ``ClientError`` with the code `invalidResponse` for what is no key.
    static func key(_ bytes: [UInt8]) throws(ClientError) -> ObjectKey {
        do { return try ObjectKey(bytes: bytes) } catch { throw ClientError(.invalidResponse, "the answer names a key that is none", cause: error) }
    }

    /// Common prefixes; an empty one says nothing.
    static func keys(_ prefixes: [[UInt8]]) throws(ClientError) -> [ObjectKey] {
        var keys: [ObjectKey] = []
        keys.reserveCapacity(prefixes.count)
        for prefix in prefixes where !prefix.isEmpty { keys.append(try key(prefix)) }
        return keys
    }

    /// A page names its own beginning as the next one.
    static var standstill: ClientError { ClientError(.invalidResponse, "the list does not go on: the answer names the same next page again") }
}
