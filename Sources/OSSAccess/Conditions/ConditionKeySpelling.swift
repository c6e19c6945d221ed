import OSSSigning

/// How the keys of conditions are spelled, for people who type one: what a request is asked for is the business of ``AccessContext``.
package enum ConditionKeySpelling {
    /// A key as OSS's pages spell it, tags as they are given: `acs:SourceIp` for `ACS:sourceip`.
    ///
    /// - Returns: `nil` for a key that no request of OSS has.
    package static func canonical(_ text: String) -> String? {
        guard let key = ConditionKey(text) else { return nil }
        let (name, tag) = split(key.folded)
        return ConditionKey.names.first { $0.folded.elementsEqual(name) }.map { $0.text + tag }
    }

    /// The key that was most likely meant: under the other prefix, without one, with a slip of at most two letters, or without the key of a tag.
    ///
    /// - Returns: `nil` where nothing is near.
    package static func nearest(to text: String) -> String? {
        // The names are shorter; what is longer is none of them with a slip.
        guard text.utf8.count <= 256 else { return nil }
        let (name, tag) = split(ConditionKey.folded(text))
        let asked = local(name)
        let distances = ConditionKey.names.map { (name: $0, distance: distance(local($0.folded), asked)) }
        guard let found = distances.min(by: { $0.distance < $1.distance }), found.distance <= 2 else { return nil }
        guard found.name.isOfTags else { return found.name.text }
        return found.name.text + (tag.utf8.count > 1 ? tag : "/KEY")
    }

    /// The name, and the rest from the slash on.
    private static func split(_ folded: [UInt8]) -> (name: ArraySlice<UInt8>, tag: String) {
        let name = folded.prefix { $0 != ASCII.slash }
        return (name, String(decoding: folded.dropFirst(name.count), as: UTF8.self))
    }

    /// What stands behind the prefix.
    private static func local(_ name: some Collection<UInt8>) -> [UInt8] {
        let name = Array(name)
        return name.firstIndex(of: ASCII.colon).map { Array(name[($0 + 1)...]) } ?? name
    }

    /// How many letters have to be changed, added or left out.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for (line, letter) in a.enumerated() {
            var corner = row[0]
            row[0] = line + 1
            for column in b.indices {
                let changed = corner + (letter == b[column] ? 0 : 1)
                corner = row[column + 1]
                row[column + 1] = min(changed, row[column] + 1, corner + 1)
            }
        }
        return row[b.count]
    }
}
