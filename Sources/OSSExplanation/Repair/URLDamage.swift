/// What happened to a URL on its way through mails, chats, shells and editors.
package enum URLDamage: Hashable, Sendable {
    case ampersandsEscaped, jsonEscaped, backslashes, quotedPrintable, lineBreaks, blanks, blanksInKey, escapedLineBreak, invisibleCharacters
    case typographicCharacters, quoted, surrounded, trailing(String), escapedTwice, escapedWhole, lowercased, wrapped(host: String), scheme, fragment
    case fragmentInKey, missingAmpersand(before: String), missingQuestionMark, extraQuestionMark, escapedSeparators, semicolons, rawNonASCII
    case mailQuoting, brokenEscape, queryCut

    /// Stable code of the finding.
    var code: String {
        switch self {
        case .ampersandsEscaped: "url_html_escaped"
        case .jsonEscaped: "url_json_escaped"
        case .backslashes: "url_backslash_escaped"
        case .quotedPrintable: "url_quoted_printable"
        case .lineBreaks: "url_line_break"
        case .blanks, .blanksInKey: "url_blank"
        case .escapedLineBreak: "url_escaped_line_break"
        case .invisibleCharacters: "url_invisible_characters"
        case .typographicCharacters: "url_smart_characters"
        case .quoted: "url_quoted"
        case .surrounded: "url_surrounded"
        case .trailing: "url_trailing_text"
        case .escapedTwice: "url_double_encoded"
        case .escapedWhole: "url_encoded_whole"
        case .lowercased: "url_lowercased"
        case .wrapped: "url_wrapped"
        case .scheme: "url_scheme"
        case .fragment, .fragmentInKey: "url_fragment"
        case .missingAmpersand: "url_missing_ampersand"
        case .missingQuestionMark, .extraQuestionMark: "url_question_mark"
        case .escapedSeparators: "url_separators_escaped"
        case .semicolons: "url_semicolons"
        case .rawNonASCII: "url_not_ascii"
        case .mailQuoting: "url_mail_quoting"
        case .brokenEscape: "url_broken_escape"
        case .queryCut: "url_not_quoted"
        }
    }

    /// What happened, and what to do about it.
    private var words: (String, String) {
        switch self {
        case .ampersandsEscaped:
            ("URL text was HTML-escaped (&amp; for &)", "write each &amp; as &, or copy the link target instead of the HTML source")
        case .jsonEscaped:
            ("URL text was escaped for JSON (\\u0026 for &, \\/ for /)", "take the string out of the JSON with a parser, or write \\u0026 as &")
        case .backslashes:
            (
                "backslashes were put into the URL, as shells and Markdown do (\\& for &, \\_ for _)",
                "take the backslashes away and put the URL into quotes"
            )
        case .quotedPrintable:
            (
                "the URL is in a mail's quoted-printable encoding (=3D for =, and a = at the end of each line)",
                "copy it from the rendered mail, not from its source"
            )
        case .lineBreaks: ("line breaks stand in the URL, as mail programs and terminals put them there", "join the lines without blanks")
        case .blanks: ("blanks stand in the URL", "take the blanks away")
        case .blanksInKey: ("blanks stand in the URL's path", "write each blank as %20")
        case .escapedLineBreak:
            (
                "an escaped line break (%0A) stands in the URL: it was read from a file or variable with the line's end",
                "trim the text before it is used as a URL"
            )
        case .invisibleCharacters:
            (
                "invisible characters (zero-width blanks, soft hyphens) stand in the URL, as chats put them there",
                "take them away; copy the URL as plain text"
            )
        case .typographicCharacters:
            (
                "typographic characters (smart quotes, dashes, full-width signs) stand in the URL for plain ones",
                "switch smart punctuation off, and write plain ones"
            )
        case .quoted: ("quotes stand around the URL", "in a shell they are right; elsewhere take them away")
        case .surrounded: ("quotes or brackets were copied with the URL", "copy the URL without what stands around it")
        case .trailing(let text):
            ("text behind the URL was copied with it: \(Wording.quoted(text, limit: 12))", "copy the URL without what stands behind it")
        case .escapedTwice: ("the URL was percent-encoded twice (%252F for %2F)", "use the URL as it was made: it must not be encoded again")
        case .escapedWhole: ("the whole URL was percent-encoded (https%3A%2F%2F)", "decode it once")
        case .lowercased: ("the URL was lower-cased, and access key id, key and base 64 depend on case", "use the URL as it was made")
        case .wrapped(let host):
            ("a link scanner wrapped the URL into one of its own (\(Wording.quoted(host, limit: 60)))", "use the URL that is inside of it")
        case .scheme: ("the URL's https:// is damaged or missing", "write https:// before the host")
        case .fragment: ("a fragment (#...) stands behind the URL", "take it away")
        case .fragmentInKey: ("a # stands in the key, and everything behind it never reaches the server", "write the # as %23")
        case .missingAmpersand(let name): ("an & is missing before \(Wording.quoted(name, limit: 40))", "put it back, or copy the URL again")
        case .missingQuestionMark: ("the ? before the query is missing", "put it back, or copy the URL again")
        case .extraQuestionMark: ("a second ? stands in the query: parameters were added with ? and not with &", "join parameters with &")
        case .escapedSeparators:
            ("the query's separators were percent-encoded (%26 for &, %3D for =)", "use the URL as it was made: it must not be encoded again")
        case .semicolons: ("semicolons stand for the query's &", "write & between parameters")
        case .rawNonASCII: ("letters outside of ASCII stand in the URL without percent-encoding", "percent-encode them as UTF-8")
        case .mailQuoting: ("quote marks (>) of a mail stand in the URL", "take them away and join the lines")
        case .brokenEscape:
            ("a percent sign stands in the URL without two hexadecimal digits behind it", "copy the URL again; a plain % is written %25")
        case .queryCut: ("the URL is not in quotes: the shell ends the command at its first &", "put the URL into quotes: '...'")
        }
    }

    /// Whether clients or servers put up with it.
    var isHarmless: Bool {
        switch self {
        case .quoted, .fragment, .rawNonASCII: true
        default: false
        }
    }

    /// Whether what was lost cannot be put back.
    var isLossy: Bool { self == .brokenEscape }

    var finding: Explained {
        let (cause, fix) = words
        return Explained(
            code, isHarmless ? .warning : .error,
            cause: cause + (isLossy ? "" : self == .lowercased ? " - repaired where the right case is known" : " - repaired"), fix: fix,
            isRepaired: !isLossy)
    }
}
