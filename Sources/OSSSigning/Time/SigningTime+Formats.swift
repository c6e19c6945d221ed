/// The four spellings of a moment that OSS uses. Parsing is strict: fixed columns, ASCII digits, dates that exist.
extension SigningTime {
    /// `20241112T083238Z`, as in `x-oss-date`.
    public var iso8601Basic: String { Self.text { appendISO8601Basic(to: &$0) } }

    /// `20241112`, the day in UTC, as in the credential scope.
    public var basicDay: String { Self.text { Self.appendDay(CalendarFields(self).day, separator: nil, to: &$0) } }

    /// `2024-11-12T08:32:38Z`.
    public var rfc3339: String { extended(suffix: "Z") }

    /// `2024-11-12T08:32:38.000Z`, as in OSS's XML documents.
    public var iso8601Milliseconds: String { extended(suffix: ".000Z") }

    /// `Tue, 12 Nov 2024 08:32:38 GMT`, as in the `Date` header (RFC 1123).
    public var httpDate: String {
        let fields = CalendarFields(self)
        return Self.text { output in
            output.append(text: Self.weekdays[fields.weekday])
            output.append(", ")
            output.append(twoDigits: fields.day.day)
            output.append(ASCII.space)
            output.append(text: Self.months[fields.day.month - 1])
            output.append(ASCII.space)
            Self.append(year: fields.day.year, to: &output)
            output.append(ASCII.space)
            Self.appendClock(fields, separator: ASCII.colon, to: &output)
            output.append(" GMT")
        }
    }

    /// Reads `20241112T083238Z`.
    public init?(iso8601Basic text: some StringProtocol) {
        guard text.utf8.count == 16 else { return nil }
        let reader = Columns(text)
        guard reader.matches("T", at: 8), reader.matches("Z", at: 15),
            let year = reader.number(at: 0, digits: 4), let month = reader.number(at: 4), let day = reader.number(at: 6),
            let hour = reader.number(at: 9), let minute = reader.number(at: 11), let second = reader.number(at: 13)
        else { return nil }
        self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    /// Reads `Tue, 12 Nov 2024 08:32:38 GMT`. The name of the weekday is not compared with the date.
    public init?(httpDate text: some StringProtocol) {
        let reader = Columns(text)
        guard reader.count == 29, reader.matches(", ", at: 3), reader.matches(" GMT", at: 25), reader.matches(" ", at: 7),
            reader.matches(" ", at: 11), reader.matches(" ", at: 16), reader.matches(":", at: 19), reader.matches(":", at: 22),
            Self.weekdays.contains(where: { reader.matches($0, at: 0) }),
            let month = Self.months.firstIndex(where: { reader.matches($0, at: 8) }),
            let day = reader.number(at: 5), let year = reader.number(at: 12, digits: 4),
            let hour = reader.number(at: 17), let minute = reader.number(at: 20), let second = reader.number(at: 23)
        else { return nil }
        self.init(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    }

    /// Reads RFC 3339: `2024-11-12T08:32:38Z`, or with an offset such as `+08:00`. Fractions of a second are cut off.
    public init?(rfc3339 text: some StringProtocol) {
        let reader = Columns(text)
        guard reader.matches("-", at: 4), reader.matches("-", at: 7), reader.matches("T", at: 10) || reader.matches("t", at: 10),
            reader.matches(":", at: 13), reader.matches(":", at: 16),
            let year = reader.number(at: 0, digits: 4), let month = reader.number(at: 5), let day = reader.number(at: 8),
            let hour = reader.number(at: 11), let minute = reader.number(at: 14), let second = reader.number(at: 17),
            let local = SigningTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        guard text.utf8.count == reader.count else { return nil }
        var position = 19
        if reader.matches(".", at: position) {
            let fraction = reader.digitCount(at: position + 1)
            guard fraction > 0 else { return nil }
            position += 1 + fraction
        }
        guard let offset = reader.offset(at: position), let moment = local.advanced(bySeconds: -Int64(offset)) else { return nil }
        self = moment
    }

    func appendISO8601Basic(to output: inout ByteWriter) {
        let fields = CalendarFields(self)
        Self.appendDay(fields.day, separator: nil, to: &output)
        output.append(UInt8(ascii: "T"))
        Self.appendClock(fields, separator: nil, to: &output)
        output.append(UInt8(ascii: "Z"))
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func text(_ build: (inout ByteWriter) -> Void) -> String {
        var output = ByteWriter(capacity: 32)
        build(&output)
        return output.text
    }

    private func extended(suffix: StaticString) -> String {
        let fields = CalendarFields(self)
        return Self.text { output in
            Self.appendDay(fields.day, separator: ASCII.hyphen, to: &output)
            output.append(UInt8(ascii: "T"))
            Self.appendClock(fields, separator: ASCII.colon, to: &output)
            output.append(suffix)
        }
    }

    private static func appendDay(_ day: CalendarDay, separator: UInt8?, to output: inout ByteWriter) {
        append(year: day.year, to: &output)
        if let separator { output.append(separator) }
        output.append(twoDigits: day.month)
        if let separator { output.append(separator) }
        output.append(twoDigits: day.day)
    }

    private static func appendClock(_ fields: CalendarFields, separator: UInt8?, to output: inout ByteWriter) {
        output.append(twoDigits: fields.hour)
        if let separator { output.append(separator) }
        output.append(twoDigits: fields.minute)
        if let separator { output.append(separator) }
        output.append(twoDigits: fields.second)
    }

    private static func append(year: Int, to output: inout ByteWriter) {
        output.append(twoDigits: year / 100)
        output.append(twoDigits: year)
    }
}

/// Reads fixed columns of a text, by bytes.
private struct Columns {
    private let bytes: [UInt8]

    /// The longest text that is read: a time with a fraction of a second and an offset fits many times.
    private static let maximumBytes = 64

    init(_ text: some StringProtocol) { bytes = Array(text.utf8.prefix(Self.maximumBytes)) }

    var count: Int { bytes.count }

    func matches(_ literal: String, at position: Int) -> Bool {
        position + literal.utf8.count <= bytes.count && bytes[position...].starts(with: literal.utf8)
    }

    func digitCount(at position: Int) -> Int { bytes.dropFirst(position).prefix(while: ASCII.isDigit).count }

    func number(at position: Int, digits: Int = 2) -> Int? {
        guard position + digits <= bytes.count, digitCount(at: position) >= digits else { return nil }
        return bytes[position..<position + digits].reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    }

    /// The seconds east of Greenwich that `Z` or `+hh:mm` at the end of the text mean.
    func offset(at position: Int) -> Int? {
        if count == position + 1, matches("Z", at: position) || matches("z", at: position) { return 0 }
        guard count == position + 6, matches(":", at: position + 3), let hours = number(at: position + 1), hours < 24,
            let minutes = number(at: position + 4), minutes < 60
        else { return nil }
        if matches("+", at: position) { return hours * 3600 + minutes * 60 }
        return matches("-", at: position) ? -(hours * 3600 + minutes * 60) : nil
    }
}
