package import OSSWire

extension OSSError {
    /// AccessDenied, in the words and with the EC of the layer that refused. What RAM refused has `AccessDeniedDetail`.
    ///
    /// OSS pages: "HTTP 403 status code", "Policy templates and EC attribution".
    package init(_ refusal: AccessRefusal, _ question: AccessQuestion) {
        switch refusal {
        case .sessionPolicy: self = .deniedBySessionPolicy
        case .bucketPolicy: self = .deniedByBucketPolicy
        case .ramPolicy: self = .deniedByRAM(ec: "0003-00000201", .init(question, isExplicit: true))
        case .bothPolicies: self = .deniedByRAM(ec: "0003-00000203", .init(question, isExplicit: true))
        case .nothingAllows: self = .deniedByRAM(ec: "0003-00000202", .init(question, isExplicit: false))
        case .bucketACL: self = .deniedByBucketACL
        case .objectACL(let permission): self = .deniedByObjectACL(permission == .read ? .read : .write)
        case .anonymousHasNoRight: self = .anonymousHasNoRight
        case .anonymousIsForbidden: self = .anonymousIsForbidden
        }
    }
}

extension AccessDeniedDetail {
    fileprivate init(_ question: AccessQuestion, isExplicit: Bool) {
        let (type, name): (String, String) =
            switch question.requester {
            case .owner(let account): ("Account", account.rawValue)
            case .user(let user): ("SubUser", user.id)
            case .session(let session): ("AssumedRoleUser", "\(session.roleName):\(session.sessionName)")
            case .anonymous: ("Anonymous", "")
            }
        self.init(
            action: question.action.name, principalType: type, principalOwner: question.account.rawValue, principalName: name,
            isExplicit: isExplicit)
    }
}
