extension Finding {
    /// What happened and what to do about it: one line of ASCII, at most 400 bytes, without any secret, token or signature.
    package var hint: String { HintText.line(text) }

    private var text: String {
        switch self {
        case .combination(let findings): "\(findings.count) things at once: " + findings.map(\.text).joined(separator: " And: ")
        case .headersNotSigned, .headerNotSent, .headerChanged, .headerNotTrimmed, .repeatedHeader, .additionalHeadersNotSigned, .boundHeaders:
            headerText
        case .parametersNotSigned, .querySpelling, .parameterChanged, .tokenMovedToHeader, .tokenNotSigned: queryText
        case .keySpelling(let spelling): Self.text(of: spelling)
        case .resource(let slip): Self.text(of: slip)
        case .secretSpelling, .derivation, .regionChanged, .dateLine, .payloadLine, .layout: computationText
        case .signatureForm(let slip): Self.text(of: slip)
        case .otherMethod(let signed, let sent):
            "The signature is for \(HintText.quoted(signed)), and the request was sent as \(HintText.quoted(sent)); send \(HintText.quoted(signed)), or sign for \(HintText.quoted(sent))."
        case .unexplained:
            "No usual slip explains this signature; compare your CanonicalRequest and StringToSign with those of this answer, and if they are equal, the secret is another one."
        case .boundElsewhere(let place, let origin):
            "The URL is bound to \(HintText.quoted(place)), and the request came from \(HintText.quoted(origin)); use it from there, or sign it for where it is used."
        case .boundToHiddenNetwork(let bits, let origin):
            "The URL is bound to a network of /\(bits) that it does not show, and the request came from \(HintText.quoted(origin)); use it from there, or sign it for where it is used."
        case .accessDenied(let reason): "\(reason)."
        case .notYetValid, .expired, .skewed: timeText
        default: refusalText
        }
    }

    private var headerText: String {
        switch self {
        case .headersNotSigned(let names) where names.count == 1:
            "\(HintText.header(names[0])) was sent but not signed; send none, or sign it with this very value."
        case .headersNotSigned(let names): "These headers were sent but not signed: \(HintText.list(names)); send none of them, or sign them."
        case .headerNotSent(let name, let signed):
            "\(HintText.header(name)) was signed as \(HintText.quoted(signed)) but not sent; send it exactly so, or sign without it."
        case .headerChanged(let name, let signed):
            "\(HintText.header(name)) was signed as \(HintText.quoted(signed)) and arrived with another value; send what was signed."
        case .headerNotTrimmed(let name):
            "\(HintText.header(name)) was signed with a blank before or behind its value; sign the trimmed value, which is what arrives."
        case .repeatedHeader(let name): "\(HintText.header(name)) arrived more than once; send it once, or sign its values joined by a comma."
        case .additionalHeadersNotSigned(let names):
            "The list of additional headers names \(HintText.list(names)), and they were not signed; put them into the canonical request, or list none."
        case .boundHeaders(let names):
            "The signature also covers \(HintText.list(names)); each must arrive exactly as it was signed, unchanged by client or proxy."
        default: ""
        }
    }

    private var queryText: String {
        switch self {
        case .parametersNotSigned(let names):
            "The query holds \(HintText.list(names)), which was not signed; use the URL unchanged, or add the parameter before signing."
        case .parameterChanged(let name, let signed):
            "\(HintText.quoted(name)) was \(HintText.quoted(signed)) when the URL was signed and was changed since; sign anew with the value you want."
        case .tokenMovedToHeader:
            "The security token was signed as the parameter x-oss-security-token and sent as a header; leave it in the URL and send no such header."
        case .tokenNotSigned: "The security token was not signed; give it to the signer, which has to sign it with the rest."
        case .querySpelling(.notSigned): "The query was not signed; every parameter but x-oss-signature belongs into the canonical request."
        case .querySpelling(.escapedTwice): "The query was escaped before it was signed and once more by signing; sign the decoded values."
        case .querySpelling(.decodedOnceMore): "The query was escaped once more after signing (%25 for %); send the URL exactly as it was made."
        case .querySpelling(.emptyValues): "A parameter without a value was signed as 'name='; in the canonical query it stands as 'name' alone."
        case .querySpelling(.plusForBlank): "A plus in the query became a blank; write a plus as %2B."
        case .querySpelling(.trailingText):
            "The last parameter of the URL has quotes, punctuation or a line break behind it; copy the URL without them."
        case .querySpelling(.everythingSigned):
            "All parameters were signed; V1 signs sub-resources and x-oss- parameters alone. Leave the others out, or sign with V4."
        default: ""
        }
    }

    private var computationText: String {
        switch self {
        case .secretSpelling(.lineBreak): "The secret was used with a line break at its end; trim what you read from the file or variable."
        case .secretSpelling(.blank): "The secret was used with a blank before or behind it; trim it."
        case .secretSpelling(.quotes): "The secret was used with quotes around it; take them away."
        case .derivation(.withoutPrefix): "The key was derived from the bare secret; V4 begins with 'aliyun_v4' followed by the secret."
        case .derivation(.s3Prefix): "The key was derived as for S3 (AWS4); OSS V4 begins with 'aliyun_v4' followed by the secret."
        case .derivation(.notDerived): "The secret itself was used as the key; V4 derives one from day, region, product and aliyun_v4_request."
        case .derivation(.region(let region)):
            "The signing key was derived for the region '\(HintText.quoted(region))' and the credential names another one; use the credential's."
        case .derivation(.product(let product)):
            "The signing key was derived for the product '\(HintText.quoted(product))' and the credential names another one; use the credential's."
        case .derivation(.day(let day)):
            "The signing key was derived for the day \(HintText.quoted(day)) and the credential names another one; use one day, in UTC."
        case .regionChanged(let region):
            "The credential's region was '\(HintText.quoted(region))' when this was signed and was changed since; sign again with the region you need."
        case .dateLine(.otherSecond): "The string to sign holds another second than x-oss-date; read the clock once and use that moment for both."
        case .dateLine(.shiftedHours(let hours)): "The string to sign is \(hours.magnitude) h away from x-oss-date; use one moment, in UTC, for both."
        case .dateLine(.dateHeader): "The Date header was signed; when x-oss-date is there, it is the one that counts."
        case .dateLine(.ossDateHeader):
            "x-oss-date was signed as the date, and the server expects another line there; see the StringToSign of this answer."
        case .dateLine(.empty): "The date line was signed empty; it holds x-oss-date, Date or Expires, see the StringToSign of this answer."
        case .payloadLine: "The last line of the canonical request was not UNSIGNED-PAYLOAD, which is all that OSS takes; sign that."
        case .layout(.emptyLineMissing):
            "The canonical request lacks the empty line behind the headers; each header ends in a line feed, and one more follows."
        case .layout(.lineFeedAtEnd): "The string was signed with a line feed at its end; there is none behind the last line."
        case .layout(.hashOfBody): "The hash of a body stood in the last line of the canonical request; OSS takes UNSIGNED-PAYLOAD alone."
        default: ""
        }
    }

    private static func text(of spelling: KeySpelling) -> String {
        switch spelling {
        case .escapedTwice: "The key was escaped before it was signed and once more by signing; give the signer the plain key."
        case .notEscaped: "The key was signed without escapes; V4 signs it percent-encoded, but for A-Z a-z 0-9 - . _ ~ and the slash."
        case .escaped: "The key was signed percent-encoded; V1 signs the plain key."
        case .slashesEscaped: "The key's slashes were signed as %2F; a slash in the key stays a slash."
        case .decodedOnceMore: "The path was escaped once more after signing (%25 for %); send the URL exactly as it was made."
        case .plusForBlank: "A blank in the key was signed as a plus; in a path it is %20."
        case .blankForPlus: "A plus in the path was signed as a blank; in a path a plus is a plus, and a blank is %20."
        case .composed: "The key was signed in composed spelling (NFC) and sent decomposed (NFD); use the same bytes for both."
        case .decomposed: "The key was signed in decomposed spelling (NFD) and sent composed (NFC); use the same bytes for both."
        case .leadingSlash: "The key was signed with a slash before it; keys begin without one."
        case .trailingSlash: "The key was signed with another slash at its end than it was sent with; use one key for both."
        case .normalized: "The key was signed with its '.', '..' or '//' resolved; OSS takes keys literally, so sign and send the same bytes."
        }
    }

    private static func text(of slip: ResourceSlip) -> String {
        switch slip {
        case .bucketMissing: "The path was signed without the bucket; the signed resource is /bucket/key, whatever the host."
        case .bucketTwice: "The bucket stands twice in what was signed; the signed resource is /bucket/key, whatever the host."
        case .bucketOnceMoreInPath:
            "The bucket stands in the host and in the path, so it was read as part of the key; use one of virtual-hosted and path style."
        case .slashMissing: "The bucket was signed without the slash behind it; the signed resource of a bucket is /bucket/."
        }
    }

    private static func text(of slip: SignatureSlip) -> String {
        switch slip {
        case .caseChanged: "The signature is right but for upper and lower case; send it exactly as it was made."
        case .cutOff: "The signature was cut off; copy the whole URL or header."
        case .textAround: "The signature has quotes, punctuation, blanks or a line break around it; copy the URL without them."
        case .blankForPlus: "A plus in the signature became a blank; write it as %2B in the URL."
        case .escapedTwice: "The signature was escaped twice (%252B for %2B); escape it once."
        case .otherAlphabet: "The signature uses the URL alphabet of base 64 (- and _); V1 uses + and /, escaped in the URL."
        case .paddingLost: "The signature lost the = at its end; V1's base 64 is padded."
        case .hexadecimal: "The signature is hexadecimal; V1 signatures are base 64."
        case .base64: "The signature is base 64; V4 signatures are lower-case hexadecimal."
        }
    }

    private var timeText: String {
        switch self {
        case .notYetValid(let seconds, let server):
            "The URL's date is \(LengthOfTime.text(seconds: seconds)) ahead of the server's clock, which shows \(server); "
                + (HintText.isTimeZone(seconds) ? "local time was probably signed as UTC." : "set the clock of the signing machine.")
        case .expired(let seconds, let server):
            "The URL expired \(LengthOfTime.text(seconds: seconds)) ago by the server's clock, which shows \(server); make a new one, with a longer validity if need be."
        case .skewed(let seconds, let server):
            "The request's date is \(LengthOfTime.text(seconds: seconds)) \(seconds > 0 ? "ahead of" : "behind") the server's clock, which shows \(server); "
                + (HintText.isTimeZone(seconds) ? "local time was probably signed as UTC." : "set the clock of the signing machine.")
        default: ""
        }
    }
}
