import OSSSigning

/// Rows of one bucket in the order of their keys.
struct SortedRows<Row: Sendable>: Sendable {
    private var keys: [ObjectKey] = []
    private var values: [ObjectKey: Row] = [:]

    var isEmpty: Bool { keys.isEmpty }

    var all: [Row] { Array(values.values) }

    subscript(key: ObjectKey) -> Row? {
        get { values[key] }
        set {
            let existed = values[key] != nil
            values[key] = newValue
            switch (existed, newValue != nil) {
            case (false, true): keys.insert(key, at: index(from: key.bytes))
            case (true, false): keys.remove(at: index(from: key.bytes))
            default: break
            }
        }
    }

    /// The rows from a key on, below another.
    func rows(from start: [UInt8], upTo end: [UInt8]?) -> () -> Row? {
        var position = index(from: start)
        return {
            guard position < keys.count else { return nil }
            let key = keys[position]
            if let end, !key.bytes.lexicographicallyPrecedes(end) { return nil }
            position += 1
            return values[key]
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
