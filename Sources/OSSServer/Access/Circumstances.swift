import OSSAccess
import OSSSigning
import OSSStorage

/// When and from where a request came, and what the account was and said then.
struct Circumstances: Sendable {
    let origin: RequestOrigin
    let now: SigningTime
    /// Whose server it is.
    let owner: AccountID
    let account: AccountSettings
}
