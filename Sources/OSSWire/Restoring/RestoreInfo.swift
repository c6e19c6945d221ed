package import OSSSigning

/// How far the restoring of an archived object is: header `x-oss-restore` and element RestoreInfo.
///
/// OSS page: "HeadObject".
package enum RestoreInfo: Hashable, Sendable {
    case ongoing
    /// The copy can be read until this moment.
    case restored(until: SigningTime)

    /// As the header and lists write it.
    package var headerValue: String {
        switch self {
        case .ongoing: #"ongoing-request="true""#
        case .restored(let expiry): #"ongoing-request="false", expiry-date="\#(expiry.httpDate)""#
        }
    }
}
