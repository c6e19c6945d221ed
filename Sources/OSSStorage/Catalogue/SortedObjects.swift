import OSSSigning

/// Objects of one bucket in the order of their keys.
struct SortedObjects: Sendable {
    private var keys: [ObjectKey] = []
    private var objects: [ObjectKey: StoredObject] = [:]

    var isEmpty: Bool { keys.isEmpty }

    var all: some Sequence<StoredObject> { objects.values }

    subscript(key: ObjectKey) -> StoredObject? { objects[key] }

    /// Puts an object and returns the one it replaces.
    mutating func put(_ object: StoredObject) -> StoredObject? {
        let replaced = objects.updateValue(object, forKey: object.key)
        if replaced == nil { keys.insert(object.key, at: index(from: object.key.bytes)) }
        return replaced
    }

    /// Removes an object and returns it.
    mutating func remove(_ key: ObjectKey) -> StoredObject? {
        guard let removed = objects.removeValue(forKey: key) else { return nil }
        keys.remove(at: index(from: key.bytes))
        return removed
    }

    /// The objects from a key on, below another.
    func rows(from start: [UInt8], upTo end: [UInt8]?) -> ListScan.Rows {
        var position = index(from: start)
        return {
            guard position < keys.count else { return nil }
            let key = keys[position]
            if let end, !key.bytes.lexicographicallyPrecedes(end) { return nil }
            position += 1
            return objects[key]?.summary
        }
    }

    /// The position of the first key that is not below `bytes`.
    private func index(from bytes: [UInt8]) -> Int {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle].bytes.lexicographicallyPrecedes(bytes) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
