import HTTPTypes
import OSSServer
import OSSSigning

extension FuzzTarget {
    /// A request's head, from HTTP's rules to the resource and the query that it names.
    static let request = FuzzTarget("request") { input in
        var lines = InputLines(input)
        let head = InputHead(lines.paragraph()).head
        guard let envelope = try? RequestEnvelope(head, limits: ServerLimits()) else { return }
        try BrokenLaw.unless(envelope.target.path.first == ASCII.slash, "a path begins with a slash")
        let addressing = HostAddressing(cnames: ["files.example.com": Fixed.bucket])
        let received = reading {
            try ReceivedRequest(
                method: envelope.method, target: envelope.target, authority: envelope.authority, fields: envelope.fields, addressing: addressing)
        }
        guard let received else { return }
        try checkQuery(received.query, raw: envelope.target.query)
        try checkResource(received.resource, of: envelope)
        _ = received.description
    }

    private static func checkQuery(_ query: Query, raw: [UInt8]) throws(BrokenLaw) {
        guard let naive = NaiveQuery.pairs(raw) else { throw BrokenLaw("a malformed query was read") }
        let pairs = query.pairs
        try BrokenLaw.unless(
            pairs.count == naive.count && zip(pairs, naive).allSatisfy { Array($0.name) == $1.name && Array($0.value) == $1.value },
            "both readers see the same pairs")
        for pair in naive {
            let name = String(decoding: pair.name, as: UTF8.self)
            guard Array(name.utf8) == pair.name else { continue }
            try BrokenLaw.unless(query.contains(name) && query.values(name).contains { Array($0) == pair.value }, "what was read is found")
            let first = naive.first { $0.name == pair.name }?.value ?? []
            try BrokenLaw.unless(
                (query.first(name) ?? "").utf8.elementsEqual(String(decoding: first, as: UTF8.self).utf8), "the first value is the first")
        }
    }

    /// The resource, written again in path style, names the same resource.
    private static func checkResource(_ resource: Resource, of envelope: RequestEnvelope) throws {
        guard let bucket = resource.bucket else { return }
        let path = Array("/\(bucket)/".utf8) + NaivePercentEncoding.encode(resource.key?.bytes ?? [], keepingSlash: true)
        let target = try RequestTarget(String(decoding: path, as: UTF8.self))
        let again = try HostAddressing().resource(authority: "127.0.0.1:9000", target: target)
        try BrokenLaw.unless(again == resource, "a resource has one name in path style")
        guard let key = resource.key else { return }
        let decoded = NaivePercentEncoding.decode(envelope.target.path) ?? []
        try BrokenLaw.unless(decoded.suffix(key.bytes.count).elementsEqual(key.bytes), "a key is the end of its path, decoded once")
    }
}
