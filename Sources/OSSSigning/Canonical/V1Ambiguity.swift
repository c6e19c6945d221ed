/// Two requests with one V1 signature.
///
/// V1 signs the decoded key, a `?` and the decoded sub-resources without escaping anything, so that a PUT of the key `k?acl` and a PUT of
/// the ACL of `k` have the same string to sign. V4 escapes and is not affected. This module neither signs nor accepts V1 for such requests.
/// A URL that a foreign signer made for `k?acl` can still be bent into `?acl` on `k`: only that signer, or switching V1 off, prevents it.
public enum V1Ambiguity: Hashable, Sendable {
    /// In the key, a `?` is followed by the name of a sub-resource, as in `k?acl`.
    case keyReadsAsSubResource
    /// In a signed value, an `&` is followed by the name of a sub-resource.
    case valueReadsAsSubResource(parameter: String)

    /// Finds the ambiguity of a request, if it has one.
    static func find(resource: Resource, query: Query) -> V1Ambiguity? {
        if let key = resource.key, readsAsSubResource(key.bytes, after: ASCII.question) { return .keyReadsAsSubResource }
        for (name, value) in query.pairs where SubResources.isSigned(name) && readsAsSubResource(value, after: ASCII.ampersand) {
            return .valueReadsAsSubResource(parameter: String(decoding: name, as: UTF8.self))
        }
        return nil
    }

    /// Whether `mark` is followed by a signed name that ends at `=`, at `&` or at the end. Nothing else can be read in two ways.
    private static func readsAsSubResource(_ bytes: some Collection<UInt8>, after mark: UInt8) -> Bool {
        var rest = bytes[...]
        while let index = rest.firstIndex(of: mark) {
            rest = rest[index...].dropFirst()
            if SubResources.isSigned(rest.prefix { $0 != ASCII.equals && $0 != ASCII.ampersand }) { return true }
        }
        return false
    }
}

extension V1Ambiguity: CustomStringConvertible {
    public var description: String {
        switch self {
        case .keyReadsAsSubResource:
            "in V1 this key has the same string to sign as an operation on a shorter key; sign it with V4"
        case .valueReadsAsSubResource(let parameter):
            "in V1 the value of \(parameter) has the same string to sign as a further parameter; sign it with V4"
        }
    }
}
