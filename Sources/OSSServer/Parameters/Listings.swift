import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// The parameters of ListBuckets.
struct BucketListing: Sendable {
    let prefix: String?
    let marker: String?
    let maxKeys: Int?
    /// Only buckets with this tag.
    let tag: TagFilter?
    /// Whether the resource group asked for is the one that all buckets are in.
    let isInGroup: Bool

    /// A tag by its key, or by its key and value.
    struct TagFilter: Sendable {
        let key: String
        let value: String?

        func matches(_ tag: ResourceTag) -> Bool {
            key.utf8.elementsEqual(tag.key.utf8) && value.map { $0.utf8.elementsEqual(tag.value.utf8) } ?? true
        }
    }

    init(_ query: Query, _ fields: HTTPFields) throws(OSSError) {
        prefix = query.first("prefix")
        marker = query.first("marker")
        maxKeys = try PageSize.parse(query, allowed: 1...1000)
        let value = query.first("tag-value")
        if let key = query.first("tag-key") {
            tag = TagFilter(key: key, value: value)
        } else {
            guard value == nil else { throw .invalidArgument("The tag-value needs a tag-key.", name: "tag-value", value: value ?? "") }
            tag = nil
        }
        isInGroup = fields[.ossResourceGroupID].map { $0.isEmpty || $0 == ResourceGroup.default } ?? true
    }
}

/// The parameters of ListObjects and ListObjectsV2.
struct ObjectListing: Sendable {
    enum Version: Sendable { case v1, v2 }

    let prefix: String
    let delimiter: String
    /// `marker`, or `start-after`.
    let startAfter: String?
    let continuationToken: String?
    let maxKeys: Int
    let urlEncodes: Bool
    let fetchesOwner: Bool

    init(_ query: Query, version: Version) throws(OSSError) {
        let type = query.first("list-type") ?? ""
        guard version == .v1 || type == "2" else { throw .invalidArgument("The list-type is invalid.", name: "list-type", value: type) }
        try KeyLength.check(query)
        prefix = query.first("prefix") ?? ""
        delimiter = query.first("delimiter") ?? ""
        startAfter = query.first(version == .v1 ? "marker" : "start-after")
        // An empty token, which oss2 sends with its first request, is none.
        continuationToken = version == .v2 ? query.first("continuation-token").flatMap { $0.isEmpty ? nil : $0 } : nil
        maxKeys = try PageSize.parse(query, allowed: 0...1000) ?? 100
        urlEncodes = try EncodingType.isURL(query)
        fetchesOwner = version == .v1 || query.first("fetch-owner") == "true"
    }
}

/// The parameters of lists whose pages begin behind a pair of markers: versions and multipart uploads.
struct MarkerListing: Sendable {
    let prefix: String
    let delimiter: String
    let keyMarker: String?
    let secondMarker: String?
    /// What the request asks for, if it does.
    let limit: Int?
    let urlEncodes: Bool

    /// - Parameters:
    ///   - size: the name of the parameter that says how long a page is.
    ///   - secondMarker: the name of the marker inside of a key.
    init(_ query: Query, size: String, allowed: ClosedRange<Int>, secondMarker: String) throws(OSSError) {
        try KeyLength.check(query)
        prefix = query.first("prefix") ?? ""
        delimiter = query.first("delimiter") ?? ""
        keyMarker = query.first("key-marker").flatMap { $0.isEmpty ? nil : $0 }
        self.secondMarker = query.first(secondMarker).flatMap { $0.isEmpty ? nil : $0 }
        limit = try PageSize.parse(query, size, allowed: allowed)
        urlEncodes = try EncodingType.isURL(query)
    }

    func query(limit: Int) -> ListQuery {
        ListQuery(prefix: Array(prefix.utf8), after: keyMarker.map { Array($0.utf8) }, delimiter: Array(delimiter.utf8), limit: limit)
    }
}

/// The parameters `max-keys`, `max-uploads`, `max-parts`, and others that are a number.
enum PageSize {
    static func parse(_ query: Query, _ name: String = "max-keys", allowed: ClosedRange<Int>) throws(OSSError) -> Int? {
        guard let text = query.first(name), !text.isEmpty else { return nil }
        guard let number = ASCII.number(text.utf8), allowed.contains(number) else {
            throw .invalidArgument(
                "Argument \(name) must be an integer between \(allowed.lowerBound) and \(allowed.upperBound).", name: name, value: text)
        }
        return number
    }
}

/// The parameters of lists that are keys or parts of keys, and therefore at most 1023 bytes long.
enum KeyLength {
    private static let names = ["prefix", "delimiter", "marker", "start-after", "key-marker"]

    /// - Throws: InvalidArgument for one that is longer.
    static func check(_ query: Query) throws(OSSError) {
        for name in names {
            guard let value = query.first(name), value.utf8.count > ObjectKey.maximumByteCount else { continue }
            throw .invalidArgument("The length of \(name) must be less than 1024.", name: name, value: value)
        }
    }
}

/// The parameter `encoding-type`, which lets keys with control characters survive XML.
enum EncodingType {
    /// - Throws: InvalidArgument for anything but `url`.
    static func isURL(_ query: Query) throws(OSSError) -> Bool {
        switch query.first("encoding-type") {
        case nil, "": false
        case "url": true
        case let other?: throw .invalidArgument("Invalid Encoding Method specified in Request.", name: "encoding-type", value: other)
        }
    }
}
