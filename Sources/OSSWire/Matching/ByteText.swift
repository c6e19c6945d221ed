/// Bytes that are counted from 0.
protocol ByteText: RandomAccessCollection where Element == UInt8, Index == Int {}

extension UnsafeBufferPointer: ByteText where Element == UInt8 {}
extension Array: ByteText where Element == UInt8 {}
