package import OSSSigning

/// One of a user's access keys.
package struct UserAccessKey: Sendable, Hashable {
    package let id: AccessKeyID
    package let secret: Secret
    package let created: SigningTime
    package var isEnabled: Bool

    package init(id: AccessKeyID, secret: Secret, created: SigningTime, isEnabled: Bool = true) {
        (self.id, self.secret, self.created, self.isEnabled) = (id, secret, created, isEnabled)
    }
}
