/// Where and when a V4 signing key is valid: `20241112/cn-hangzhou/oss/aliyun_v4_request`.
public struct CredentialScope: Hashable, Sendable {
    /// The day in UTC, `20241112`.
    public let day: String
    /// The region id, or the id of a cloud box.
    public let region: String
    /// `oss` or `oss-cloudbox`.
    public let product: String

    /// The last part of every scope.
    public static let terminator = "aliyun_v4_request"

    /// The scope of a moment in a region.
    public init(day time: SigningTime, region: Region, product: SigningProduct = .oss) {
        self.init(day: time.basicDay, region: region.rawValue, product: product.rawValue)
    }

    /// Whether a moment lies on the scope's day.
    func isDay(of time: SigningTime) -> Bool {
        let calendar = CalendarDay(daysSinceEpoch: Int(time.secondsSinceEpoch / SigningTime.secondsPerDay))
        return day.utf8.count == 8 && ASCII.number(day.utf8) == calendar.year * 10_000 + calendar.month * 100 + calendar.day
    }

    init(day: String, region: String, product: String) {
        self.day = day
        self.region = region
        self.product = product
    }
}

extension CredentialScope: CustomStringConvertible {
    public var description: String { "\(day)/\(region)/\(product)/\(Self.terminator)" }
}
