import HTTPTypes

extension Operation {
    /// The headers of a request as conditions see them: an ACL that the operation does not set is not seen. Anybody can sign a header that is then
    /// ignored, and a condition met by one would mean nothing.
    func obeyed(_ fields: HTTPFields) -> HTTPFields {
        var obeyed = fields
        if !setsObjectACL { obeyed[.ossObjectACL] = nil }
        if ![.putBucket, .putBucketACL].contains(self) { obeyed[.ossACL] = nil }
        return obeyed
    }

    /// A part has no ACL. But a policy that allows storing objects of one ACL alone must let their parts through, too.
    private var setsObjectACL: Bool {
        [
            .putObject, .copyObject, .appendObject, .putSymlink, .putObjectACL, .initiateMultipartUpload, .uploadPart, .uploadPartCopy,
            .completeMultipartUpload,
        ].contains(self)
    }
}
