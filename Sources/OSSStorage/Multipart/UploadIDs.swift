import OSSSigning
import OSSWire
import Synchronization

/// Makes ids of multipart uploads: seconds, a counter, and 64 random bits, so that they sort as they were made and cannot be guessed.
final class UploadIDs: Sendable {
    private let counter = Mutex<UInt32>(0)

    func next(at moment: SigningTime) -> UploadID {
        let number = counter.withLock { counter in
            counter &+= 1
            return counter
        }
        let seconds = UInt32(truncatingIfNeeded: moment.secondsSinceEpoch)
        return UploadID(time: UInt64(seconds) << 32 | UInt64(number), random: .random(in: .min ... .max))
    }
}
