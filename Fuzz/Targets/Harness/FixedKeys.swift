import OSSSigning

/// What is the same for every input: the keys, and the moment at which it is read.
enum Fixed {
    /// 2024-11-12T08:32:38Z, when the vectors were signed, with this key.
    static let now = required { try SigningTime(rfc3339: "2024-11-12T08:32:38Z").orThrow() }
    static let accessKeyID = "LTAI5tExampleAK"
    static let secret = "ExampleSecretKey0123456789"
    static let token = "CAISzgR1q6Ft5B2yfSjIr5fW+example/STS==token&x=1"

    static let credentials = required { try Credentials(accessKeyID: accessKeyID, accessKeySecret: secret) }
    static let temporary = required {
        try Credentials(accessKeyID: accessKeyID, accessKeySecret: secret, securityToken: token, expiration: now.advanced(bySeconds: 3600))
    }
    static let region = required { try Region("cn-hangzhou") }
    static let bucket = required { try BucketName("examplebucket") }
    static let key = required { try ObjectKey("exampleobject") }

    /// A value that is known to be well-formed.
    static func required<Value>(_ make: () throws -> Value) -> Value {
        guard let value = try? make() else { preconditionFailure("what is written in the source is malformed") }
        return value
    }

    /// Knows the key, and with its token the temporary one of the same id.
    struct Keys: AccessKeyDirectory {
        func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { key(credentials, id) }

        func lookUp(_ id: AccessKeyID, securityToken: String?) -> AccessKeyLookup {
            key(securityToken == nil ? credentials : temporary, id).map(AccessKeyLookup.registered) ?? .unknown
        }

        private func key(_ credentials: Credentials, _ id: AccessKeyID) -> RegisteredAccessKey? {
            credentials.accessKey.flatMap { $0.id == id ? RegisteredAccessKey($0) : nil }
        }
    }
}

extension Optional {
    /// The value, or an error in its place.
    func orThrow() throws -> Wrapped {
        guard let self else { throw BrokenLaw("nothing is there") }
        return self
    }
}
