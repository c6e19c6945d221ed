import HTTPTypes
package import OSSAccess
import OSSSigning
import OSSStorage
package import OSSWire

extension AccessContext {
    /// What is known of a request that has come, besides what it says of itself.
    init(of subject: AccessSubject, _ circumstances: Circumstances) {
        self.init(ofRequestAt: circumstances.now)
        self["acs:SecureTransport"] = [circumstances.origin.isSecure ? "true" : "false"]
        self["acs:SourceIp"] = (circumstances.origin.client?.text).map { [$0] }
        self["acs:SourceVpc"] = (circumstances.origin.client?.vpcID).map { [$0] }
        self["acs:AccessId"] = subject.accessKeyID.map { [$0.rawValue] }
    }

    /// What a request says of itself, under the names that conditions have for it.
    ///
    /// Every `x-oss-*` header that is present is signed; the user agent is what the client says it is, with any signature.
    ///
    /// - Parameter listing: the query of a list. To other operations `prefix` and `delimiter` mean nothing, and nobody shall gain by adding them.
    mutating func add(_ fields: HTTPFields, tags: [ResourceTag], listing: Query?) {
        self["acs:UserAgent"] = fields[.userAgent].map { [$0] }
        if let prefix = listing?.first("prefix") { self["oss:Prefix"] = [prefix] }
        if let delimiter = listing?.first("delimiter") { self["oss:Delimiter"] = [delimiter] }
        self["oss:x-oss-acl"] = fields[.ossACL].map { [$0] }
        self["oss:x-oss-object-acl"] = fields[.ossObjectACL].map { [$0] }
        set(tags, under: "oss:RequestObjectTag")
    }

    /// The tags of the bucket, and of the object as it is before the request has done anything.
    package mutating func add(bucket tags: [ResourceTag], object objectTags: [ResourceTag]) {
        set(tags, under: "oss:BucketTag")
        set(objectTags, under: "oss:ExistingObjectTag")
    }

    private mutating func set(_ tags: [ResourceTag], under name: String) {
        for tag in tags { self["\(name)/\(tag.key)"] = [tag.value] }
    }
}
