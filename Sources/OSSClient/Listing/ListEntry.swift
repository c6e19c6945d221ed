public import OSSSigning

/// What a list with a delimiter is made of: items, and what the keys of items have in common.
public enum ListEntry<Item: Sendable>: Sendable {
    /// An object, a version or an upload.
    case item(Item)
    /// What keys have in common up to and with the delimiter; "folders" when that is a slash.
    case commonPrefix(ObjectKey)

    /// The item, if it is one.
    public var item: Item? { if case .item(let item) = self { item } else { nil } }
    /// The common prefix, if it is one.
    public var commonPrefix: ObjectKey? { if case .commonPrefix(let prefix) = self { prefix } else { nil } }

    /// Items and common prefixes, each in the order of keys, in one order of keys.
    static func merged(_ items: [Item], _ prefixes: [ObjectKey], key: (Item) -> ObjectKey) -> [ListEntry] {
        var entries: [ListEntry] = []
        entries.reserveCapacity(items.count + prefixes.count)
        var rest = prefixes[...]
        for item in items {
            while let prefix = rest.first, prefix < key(item) {
                entries.append(.commonPrefix(prefix))
                rest = rest.dropFirst()
            }
            entries.append(.item(item))
        }
        return entries + rest.map { .commonPrefix($0) }
    }
}

extension ListEntry: Equatable where Item: Equatable {}
extension ListEntry: Hashable where Item: Hashable {}
