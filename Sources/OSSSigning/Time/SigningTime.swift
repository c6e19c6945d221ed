/// A moment in whole seconds since 1970-01-01T00:00:00Z, between that and the end of the year 9999.
///
/// Every function of this module that depends on the time takes it as an argument. One reading gives `x-oss-date`, `x-oss-expires` and the
/// returned expiration, so that one hour is 3600 s and never 3599.
public struct SigningTime: Hashable, Sendable {
    /// Seconds since the epoch, in ``range``.
    public let secondsSinceEpoch: Int64

    /// From the epoch to the end of the year 9999, the last that four digits can write.
    public static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// A day has so many seconds: this time knows no leap seconds.
    package static let secondsPerDay: Int64 = 86_400

    /// A moment, or `nil` outside of ``range``.
    public init?(secondsSinceEpoch: Int64) {
        guard Self.range.contains(secondsSinceEpoch) else { return nil }
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// A moment given by its calendar fields in UTC, or `nil` when there is no such moment.
    public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        guard (1970...9999).contains(year), (1...12).contains(month), (0...23).contains(hour), (0...59).contains(minute),
            (0...59).contains(second), day >= 1, day <= CalendarDay.dayCount(year: year, month: month)
        else { return nil }
        let days = CalendarDay(year: year, month: month, day: day).daysSinceEpoch
        self.init(secondsSinceEpoch: Int64(days) * Self.secondsPerDay + Int64(hour * 3600 + minute * 60 + second))
    }

    /// The moment `seconds` later (or earlier, when negative), or `nil` outside of ``range``.
    public func advanced(bySeconds seconds: Int64) -> SigningTime? {
        let (sum, overflow) = secondsSinceEpoch.addingReportingOverflow(seconds)
        return overflow ? nil : SigningTime(secondsSinceEpoch: sum)
    }

    /// The seconds from this moment to another one.
    public func seconds(until other: SigningTime) -> Int64 { other.secondsSinceEpoch - secondsSinceEpoch }
}

extension SigningTime: Comparable, CustomStringConvertible {
    public static func < (a: Self, b: Self) -> Bool { a.secondsSinceEpoch < b.secondsSinceEpoch }
    /// RFC 3339 in UTC, `2024-11-12T08:32:38Z`.
    public var description: String { rfc3339 }
}

/// The calendar fields of a moment in UTC.
struct CalendarFields {
    let day: CalendarDay
    let hour: Int
    let minute: Int
    let second: Int
    /// 0 is Sunday.
    let weekday: Int

    init(_ time: SigningTime) {
        let days = Int(time.secondsSinceEpoch / SigningTime.secondsPerDay)
        let rest = Int(time.secondsSinceEpoch % SigningTime.secondsPerDay)
        day = CalendarDay(daysSinceEpoch: days)
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
        weekday = (days + 4) % 7
    }
}

/// A day of the proleptic Gregorian calendar.
struct CalendarDay {
    let year: Int
    let month: Int
    let day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Years are counted from 1 March here, so that the leap day is a year's last day and months have fixed offsets.
    init(daysSinceEpoch: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSinceEpoch: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func dayCount(year: Int, month: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
