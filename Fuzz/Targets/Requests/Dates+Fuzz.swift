import OSSSigning

extension FuzzTarget {
    /// The three spellings of a moment.
    static let dates = FuzzTarget("dates") { input in
        let text = String(decoding: input, as: UTF8.self)
        let bytes = Array(text.utf8)
        let iso = SigningTime(iso8601Basic: text)
        try BrokenLaw.unless(iso == NaiveDates.basic(bytes), "both readers of ISO 8601 agree")
        if let iso { try BrokenLaw.unless(iso.iso8601Basic.utf8.elementsEqual(bytes), "ISO 8601 is written as it was read") }
        let http = SigningTime(httpDate: text)
        try BrokenLaw.unless(http == NaiveDates.http(bytes), "both readers of HTTP's dates agree")
        if let http { try BrokenLaw.unless(SigningTime(httpDate: http.httpDate) == http, "HTTP's dates are read as they were written") }
        let rfc = SigningTime(rfc3339: text)
        try BrokenLaw.unless(rfc == NaiveDates.rfc3339(bytes), "both readers of RFC 3339 agree")
        if let rfc { try BrokenLaw.unless(SigningTime(rfc3339: rfc.rfc3339) == rfc, "RFC 3339 is read as it was written") }
        if let seconds = ASCII.number(bytes), let moment = SigningTime(secondsSinceEpoch: Int64(seconds)) {
            for (written, read) in [
                (moment.iso8601Basic, SigningTime(iso8601Basic: moment.iso8601Basic)), (moment.httpDate, SigningTime(httpDate: moment.httpDate)),
                (moment.rfc3339, SigningTime(rfc3339: moment.rfc3339)),
            ] { try BrokenLaw.unless(read == moment, "\(written) is \(seconds)") }
            _ = (moment.basicDay, moment.iso8601Milliseconds)
        }
    }
}

/// Dates by splitting, and days by counting months: slow and obvious.
enum NaiveDates {
    static func basic(_ text: [UInt8]) -> SigningTime? {
        guard text.count == 16, text[8] == UInt8(ascii: "T"), text[15] == UInt8(ascii: "Z"), let year = number(text[0..<4]),
            let month = number(text[4..<6]), let day = number(text[6..<8]), let hour = number(text[9..<11]), let minute = number(text[11..<13]),
            let second = number(text[13..<15])
        else { return nil }
        return moment(year, month, day, hour, minute, second)
    }

    static func http(_ text: [UInt8]) -> SigningTime? {
        let words = String(decoding: text, as: UTF8.self).utf8.split(separator: ASCII.space, omittingEmptySubsequences: false).map(Array.init)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map { Array($0.utf8) }
        let days = ["Mon,", "Tue,", "Wed,", "Thu,", "Fri,", "Sat,", "Sun,"].map { Array($0.utf8) }
        guard words.count == 6, days.contains(words[0]), words[1].count == 2, let day = number(words[1]), let month = months.firstIndex(of: words[2]),
            words[3].count == 4, let year = number(words[3]), words[5] == Array("GMT".utf8)
        else { return nil }
        let clock = words[4].split(separator: ASCII.colon, omittingEmptySubsequences: false)
        guard clock.count == 3, clock.allSatisfy({ $0.count == 2 }), let hour = number(clock[0]), let minute = number(clock[1]),
            let second = number(clock[2])
        else { return nil }
        return moment(year, month + 1, day, hour, minute, second)
    }

    static func rfc3339(_ text: [UInt8]) -> SigningTime? {
        // No reader of ours takes more.
        guard (20...64).contains(text.count) else { return nil }
        for (position, mark) in [(4, 0x2D), (7, 0x2D), (13, 0x3A), (16, 0x3A)] where text[position] != UInt8(mark) { return nil }
        guard text[10] | 0x20 == UInt8(ascii: "t"), let year = number(text[0..<4]), let month = number(text[5..<7]), let day = number(text[8..<10]),
            let hour = number(text[11..<13]), let minute = number(text[14..<16]), let second = number(text[17..<19]),
            let local = moment(year, month, day, hour, minute, second)
        else { return nil }
        var rest = text[19...]
        if rest.first == ASCII.period {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            rest = rest[digits.endIndex...]
        }
        if rest.count == 1, let mark = rest.first, mark | 0x20 == UInt8(ascii: "z") { return local }
        let offset = Array(rest)
        guard offset.count == 6, offset[0] == UInt8(ascii: "+") || offset[0] == ASCII.hyphen, offset[3] == ASCII.colon,
            let hours = number(offset[1...2]), let minutes = number(offset[4...5]), hours < 24, minutes < 60
        else { return nil }
        let east = Int64(hours * 3600 + minutes * 60)
        return local.advanced(bySeconds: offset[0] == ASCII.hyphen ? east : -east)
    }

    private static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    private static func moment(_ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int) -> SigningTime? {
        func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
        guard (1970...9999).contains(year), (1...12).contains(month), hour < 24, minute < 60, second < 60 else { return nil }
        let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day >= 1, day <= lengths[month - 1] else { return nil }
        let leapDays = (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400)
        let days = (year - 1970) * 365 + leapDays + lengths[..<(month - 1)].reduce(0, +) + day - 1
        return SigningTime(secondsSinceEpoch: Int64(days * 86_400 + hour * 3600 + minute * 60 + second))
    }
}
