/// Why a request was refused, as far as the server can tell. `x-waybill-hint` and `waybill explain` say it in words.
///
/// No case holds a secret, a token or a signature.
package enum Finding: Hashable, Sendable {
    // Proven: the presented signature is the right one for the request with this one thing different.
    /// These headers, in lower case, were sent, and the signature does not cover them.
    case headersNotSigned([String])
    /// This header was signed with this value, and not sent.
    case headerNotSent(name: String, signed: String)
    /// This header was signed with another value.
    case headerChanged(name: String, signed: String)
    /// This header was signed with a blank before or behind its value, which no receiver sees.
    case headerNotTrimmed(String)
    /// This header was sent more than once, and signed as if it stood there otherwise.
    case repeatedHeader(String)
    /// The headers that are listed as additional ones were not signed.
    case additionalHeadersNotSigned([String])
    /// Another method was signed.
    case otherMethod(signed: String, sent: String)
    /// The key was signed in another spelling.
    case keySpelling(KeySpelling)
    /// Another resource was signed than host and path name.
    case resource(ResourceSlip)
    /// These parameters were added behind the signature, or left out of it.
    case parametersNotSigned([String])
    /// The query was signed in another spelling.
    case querySpelling(QuerySpelling)
    /// This parameter had another value when the URL was signed.
    case parameterChanged(name: String, signed: String)
    /// The security token was signed as a parameter and sent as a header.
    case tokenMovedToHeader
    /// The security token was not signed.
    case tokenNotSigned
    /// The secret was used with something that does not belong to it.
    case secretSpelling(SecretSlip)
    /// The signing key was derived in another way.
    case derivation(DerivationSlip)
    /// The region in the credential was changed after signing.
    case regionChanged(signed: String)
    /// The string to sign names another moment than the request.
    case dateLine(DateSlip)
    /// The last line of the canonical request is not what the header says.
    case payloadLine
    /// The canonical request was laid out in another way.
    case layout(LayoutSlip)
    /// The signature is right, and was damaged on its way.
    case signatureForm(SignatureSlip)
    /// Several at once.
    case combination([Finding])

    // Not proven: what is known when no recomputation matched.
    /// The signature covers these headers besides the usual ones, so each has to arrive exactly as it was signed.
    case boundHeaders([String])
    /// The URL is bound to this address, network or VPC, and the request came from that one.
    case boundElsewhere(to: String, from: String)
    /// The URL is bound to a network with a mask of so many bits, whose address it does not show, and the request came from that address. Or
    /// something else of the request is not what was signed.
    case boundToHiddenNetwork(maskBits: Int, from: String)
    /// Nothing that was tried matches.
    case unexplained

    // What the other refusals mean.
    /// The signature is right, and its signer may not do this: who, what, and the statement or list that says so.
    case accessDenied(String)
    /// There is no signature.
    case unsigned
    /// The query ends behind its first parameter, as it does when a shell sees an unquoted `&`.
    case queryCut(first: String)
    /// The query's `&` were written as `&amp;`.
    case ampersandsEscaped
    /// The signature is S3's.
    case s3Signature
    /// The signature is of version 2.
    case v2Signature
    /// Another scheme stands in the Authorization header.
    case unknownScheme
    /// More than one signature.
    case severalSignatures(SeveralSignatures)
    /// These parameters are not there.
    case missingParameters([String])
    /// This parameter is empty.
    case emptyParameter(String)
    /// This parameter stands there more than once.
    case repeatedParameter(String)
    /// The value of `x-oss-signature-version` is not known.
    case unknownVersion
    /// The Authorization header is malformed.
    case malformedAuthorization(SignatureVersion)
    /// The list of additional headers is malformed.
    case malformedAdditionalHeaders
    /// An additional header is not in the request.
    case additionalHeaderAbsent(String)
    /// The validity is out of range; `isMoment` when it looks like a moment in Unix time.
    case validityOutOfRange(isMoment: Bool)
    /// V1's `Expires` is no moment in Unix time.
    case expiresIsNoMoment
    /// V1's `Expires` looks like a duration.
    case expiresIsDuration
    /// There is no date.
    case noDate
    /// The date is malformed.
    case malformedDate(SignatureCarrier)
    /// The body's hash was signed.
    case payloadHash
    /// The server takes no V1 signatures.
    case v1Off
    /// The V1 signature fits two requests.
    case v1Ambiguous
    /// The scope is malformed.
    case malformedScope
    /// The scope's day is not the date's.
    case scopeDay(scope: String, date: String)
    /// The scope names another region.
    case wrongRegion(signed: String, server: String)
    /// The scope names another product.
    case wrongProduct(signed: String, server: String)
    /// The date is in the future, by seconds.
    case notYetValid(seconds: Int64, server: SigningTime)
    /// The URL has expired, that many seconds ago.
    case expired(seconds: Int64, server: SigningTime)
    /// The date is that many seconds ahead of the server's clock, or behind it when negative.
    case skewed(seconds: Int64, server: SigningTime)
    /// Nobody has this key; `isDecorated` when there are blanks or quotes in its id.
    case unknownKey(isDecorated: Bool)
    /// The key is disabled.
    case disabledKey
    /// The key is a temporary one and needs its token.
    case tokenMissing(SignatureCarrier, SignatureVersion)
    /// The token is not the key's; `isPermanent` when the key has none.
    case tokenInvalid(isPermanent: Bool)
    /// The token is right, and another key's.
    case tokenOfAnotherKey
    /// The token has expired.
    case tokenExpired
    /// The first part of the path was read as the bucket.
    case bucketFromPath(bucket: String)
    /// The bucket was read from the host.
    case bucketFromHost(bucket: String)
}

extension Finding {
    /// How a key was spelled when it was signed.
    package enum KeySpelling: Hashable, Sendable {
        case escapedTwice, notEscaped, escaped, slashesEscaped, decodedOnceMore, plusForBlank, blankForPlus, composed, decomposed, leadingSlash,
            trailingSlash, normalized
    }

    /// What was signed in the place of `/bucket/key`.
    package enum ResourceSlip: Hashable, Sendable { case bucketMissing, bucketTwice, bucketOnceMoreInPath, slashMissing }

    /// How a query was spelled when it was signed.
    package enum QuerySpelling: Hashable, Sendable {
        case notSigned, escapedTwice, decodedOnceMore, emptyValues, plusForBlank, trailingText, everythingSigned
    }

    /// What was wrong with a secret.
    package enum SecretSlip: Hashable, Sendable { case lineBreak, blank, quotes }

    /// How a V4 signing key was derived.
    package enum DerivationSlip: Hashable, Sendable { case withoutPrefix, s3Prefix, notDerived, region(String), product(String), day(String) }

    /// Which moment stood in the string to sign.
    package enum DateSlip: Hashable, Sendable { case otherSecond, shiftedHours(Int), dateHeader, ossDateHeader, empty }

    /// How a canonical request was laid out.
    package enum LayoutSlip: Hashable, Sendable { case emptyLineMissing, lineFeedAtEnd, hashOfBody }

    /// How a signature was damaged.
    package enum SignatureSlip: Hashable, Sendable {
        case caseChanged, cutOff, textAround, blankForPlus, escapedTwice, otherAlphabet, paddingLost, hexadecimal, base64
    }

    /// Where more than one signature was found.
    package enum SeveralSignatures: Hashable, Sendable { case queryAndHeader, twoHeaders, twoVersions }
}
