import ArgumentParser
import OSSAccess
import OSSSigning

/// What a simulation is about: `acs:oss:*:*:bucket/key` as policies have it, `oss://bucket/key`, or a role.
struct SimulatedResource: ExpressibleByArgument {
    let resource: AccessResource

    init?(argument: String) {
        if argument.utf8.starts(with: "oss://".utf8) {
            guard let found = Self.resource(argument.utf8.dropFirst(6), isService: "") else { return nil }
            resource = AccessResource(found)
            return
        }
        let parts = argument.utf8.split(separator: ASCII.colon, maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].elementsEqual("acs".utf8) else { return nil }
        if parts[1].elementsEqual("ram".utf8) {
            guard parts[4].starts(with: "role/".utf8), parts[4].count > 5 else { return nil }
            resource = AccessResource(roleName: String(decoding: parts[4].dropFirst(5), as: UTF8.self))
            return
        }
        guard parts[1].elementsEqual("oss".utf8), let found = Self.resource(parts[4], isService: "*") else { return nil }
        resource = AccessResource(found, region: parts[2].isEmpty ? "*" : String(decoding: parts[2], as: UTF8.self))
    }

    /// Everything behind the first slash is the key, byte for byte; nothing in it is a wildcard.
    private static func resource(_ text: some Collection<UInt8>, isService service: String) -> Resource? {
        if text.elementsEqual(service.utf8) { return .service }
        let parts = Array(text).split(separator: ASCII.slash, maxSplits: 1, omittingEmptySubsequences: false)
        guard let bucket = try? BucketName(String(decoding: parts[0], as: UTF8.self)) else { return nil }
        guard parts.count > 1, !parts[1].isEmpty else { return .bucket(bucket) }
        return (try? ObjectKey(bytes: Array(parts[1]))).map { .object(bucket, $0) }
    }
}

/// `key=value`: what the request would say of itself.
struct ContextArgument: ExpressibleByArgument {
    let key: String
    let value: String

    init?(argument: String) {
        guard let place = argument.firstIndex(of: "="), place != argument.startIndex else { return nil }
        key = String(argument[..<place])
        value = String(argument[argument.index(after: place)...])
    }
}
