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

    /// The same resource, where it is known that it is in a region.
    package func inRegion(_ region: String?) -> AccessResource {
        guard let region, let resource else { return self }
        return AccessResource(resource, region: region)
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
