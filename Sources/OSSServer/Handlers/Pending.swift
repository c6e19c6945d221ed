import OSSWire

extension OSSError {
    static let publicObjectACLBlocked = OSSError(status: 403, code: .accessDenied, message: "Put public object acl is not allowed")
}
