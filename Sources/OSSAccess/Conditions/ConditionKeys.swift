/// Which kinds of condition keys some statements ask for. Values that cost something, an object's tags above all, are read only when they are
/// among them.
package struct ConditionKeys: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// `acs:SourceIp`, an IPv4 or IPv6 address.
    package static let sourceIP = Self(rawValue: 1 << 0)
    /// `acs:SourceVpc`, `vpc-...`.
    package static let sourceVPC = Self(rawValue: 1 << 1)
    /// `acs:UserAgent`, the header.
    package static let userAgent = Self(rawValue: 1 << 2)
    /// `acs:CurrentTime`, ISO 8601.
    package static let currentTime = Self(rawValue: 1 << 3)
    /// `acs:SecureTransport`, `true` for HTTPS.
    package static let secureTransport = Self(rawValue: 1 << 4)
    /// `acs:AccessId`, the id of the access key that signed.
    package static let accessID = Self(rawValue: 1 << 5)
    /// `acs:MFAPresent`, `true` after a second factor.
    package static let mfaPresent = Self(rawValue: 1 << 6)
    /// `oss:Prefix`, the parameter of a list; empty without one.
    package static let prefix = Self(rawValue: 1 << 7)
    /// `oss:Delimiter`, the parameter of a list.
    package static let delimiter = Self(rawValue: 1 << 8)
    /// `oss:x-oss-acl`, the header.
    package static let bucketACL = Self(rawValue: 1 << 9)
    /// `oss:x-oss-object-acl`, the header.
    package static let objectACL = Self(rawValue: 1 << 10)
    /// `oss:BucketTag/K`, the value of the bucket's tag K.
    package static let bucketTag = Self(rawValue: 1 << 11)
    /// `oss:ExistingObjectTag/K`, the value of tag K of the object that is there.
    package static let existingObjectTag = Self(rawValue: 1 << 12)
    /// `oss:RequestObjectTag/K`, the value of tag K in the request.
    package static let requestObjectTag = Self(rawValue: 1 << 13)
    /// `oss:object-remaining-retention-days`, a number.
    package static let retentionDays = Self(rawValue: 1 << 14)
    /// `oss:DataAccessPointArn`, `oss:DataAccessPointAccount` and `oss:AccessPointNetworkOrigin`.
    package static let accessPoint = Self(rawValue: 1 << 15)

    /// Those that say who or where the requester is: fixed values of one narrow an Allow for everybody.
    static let requester: Self = [.sourceIP, .sourceVPC, .accessID]
}
