public import OSSSigning

/// How far the restoring of an archived object is: header `x-oss-restore` and element RestoreInfo.
///
/// OSS page: "HeadObject".
public enum RestoreInfo: Hashable, Sendable {
    /// It is being restored.
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

    /// Reads the header; `nil` for what it does not say.
    package init?(_ text: String) {
        let values = text.utf8.split(separator: UInt8(ascii: "\"")).map { String(decoding: $0, as: UTF8.self) }
        func value(_ name: String) -> String? {
            values.firstIndex { $0.utf8.elementsEqual("\(name)=".utf8) || $0.utf8.elementsEqual(", \(name)=".utf8) }
                .flatMap { values.indices.contains($0 + 1) ? values[$0 + 1] : nil }
        }
        switch value("ongoing-request") {
        case "true": self = .ongoing
        case "false":
            guard let expiry = value("expiry-date").flatMap({ SigningTime(httpDate: $0) }) else { return nil }
            self = .restored(until: expiry)
        default: return nil
        }
    }
}
