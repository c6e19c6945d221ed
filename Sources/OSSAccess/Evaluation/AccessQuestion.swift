package import OSSSigning

/// The name of what is to be done, `oss:PutObject`. Names compare without regard to case.
package struct AccessAction: Hashable, Sendable, CustomStringConvertible {
    package let name: String
    /// The name in lower case.
    let folded: [UInt8]

    package init(_ name: String) {
        self.name = name
        folded = name.utf8.map(ASCII.lowercased(_:))
    }

    package var description: String { name }
    package static func == (a: Self, b: Self) -> Bool { a.folded == b.folded }
    package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}

/// What it is to be done to.
package struct AccessResource: Hashable, Sendable, CustomStringConvertible {
    /// `oss`, or `ram` for roles that are assumed.
    package let service: String
    /// The region, `cn-hangzhou`; nearly all policies write `*`.
    package let region: String
    /// `bucket`, `bucket/key`, or `*` for the service.
    package let relative: [UInt8]
    /// Of a resource of OSS: the bucket, and the object.
    package let resource: Resource?

    /// A resource of OSS.
    package init(_ resource: Resource, region: String = "*") {
        service = "oss"
        self.region = region
        self.resource = resource
        switch resource {
        case .service: relative = [UInt8(ascii: "*")]
        case .bucket(let bucket): relative = Array(bucket.rawValue.utf8)
        case .object(let bucket, let key): relative = Array(bucket.rawValue.utf8) + [ASCII.slash] + key.bytes
        }
    }

    /// A role: `acs:ram::<account>:role/<name>`.
    package init(roleName: String) {
        (service, region, resource) = ("ram", "*", nil)
        relative = Array("role/\(roleName)".utf8)
    }

    /// `acs:oss:*:*:bucket/key`
    package var description: String { "acs:\(service):*:*:\(String(decoding: relative, as: UTF8.self))" }
}

/// May this requester do this to that, under these circumstances?
package struct AccessQuestion: Sendable {
    package var requester: AccessRequester
    package var action: AccessAction
    package var resource: AccessResource
    /// Whose bucket it is.
    package var account: AccountID
    /// What conditions ask for. It is made only when a policy has conditions.
    package var context: AccessContext

    package init(
        _ requester: AccessRequester, _ action: AccessAction, _ resource: AccessResource, account: AccountID = .standard,
        context: AccessContext = AccessContext()
    ) {
        self.requester = requester
        self.action = action
        self.resource = resource
        self.account = account
        self.context = context
    }
}

/// What is known of a request besides who, what and where: the values of the condition keys, `acs:SourceIp` for example.
///
/// A key that is not there is missing, which is another thing than empty.
package struct AccessContext: Sendable {
    /// By folded key, in bytes: `String ==` would join two spellings of a tag.
    private var values: [[UInt8]: [String]] = [:]

    package init() {}

    /// - Parameter key: in any case, but for what stands behind a slash: `oss:ExistingObjectTag/Stage` is about the tag `Stage`.
    package subscript(key: String) -> [String]? {
        get { values[ConditionKey.folded(key)] }
        set { values[ConditionKey.folded(key)] = newValue }
    }

    subscript(key: ConditionKey) -> [String]? { values[key.folded] }
}
