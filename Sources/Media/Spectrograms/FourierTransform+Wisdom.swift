extension FourierTransform {
  /// How FFTW 3.3.10 transforms 2048 samples fastest on processors with AVX.
  ///
  /// It is what `fftwf_export_wisdom_to_string` gave after planning the three transforms here with
  /// `FFTW_PATIENT` and `FFTW_DESTROY_INPUT`, which takes seconds. With it plans are still never timed, and so
  /// the same on every call; another build of FFTW refuses it, and estimates as it does for other lengths.
  static let wisdom = """
    (fftw-3.3.10 fftwf_wisdom #x9e7d4dee #xdb14fed1 #x34bf76a4 #xeb6e8fdf
      (fftwf_codelet_t2fv_64_avx 0 #x10048 #x10048 #x0 #xa5af12be #x8ea95383 #xcd10c847 #xe6812dfa)
      (fftwf_codelet_n2bv_64_avx 0 #x10048 #x10048 #x0 #x6c447a57 #x88d0c094 #x74220cbd #xa4af46b7)
      (fftwf_codelet_t2fv_4_avx 0 #x10048 #x10048 #x0 #xb0bde699 #x3baa1ac0 #xdbbed5b2 #x3b1456c3)
      (fftwf_codelet_hc2cfdftv_8_sse2 0 #x10048 #x10048 #x0 #xc447d79d #x3bb36c12 #x2e7c8386 #xc241521c)
      (fftwf_dft_vrank_geq1_register 0 #x10048 #x10048 #x0 #x1d5f8951 #x83ff8a7f #x97795bcc #x27178c7e)
      (fftwf_codelet_n2fv_64_avx 0 #x10048 #x10048 #x0 #xdae94766 #xa548e347 #x8a9a261b #xff2066cd)
      (fftwf_codelet_r2cfII_8 2 #x10048 #x10048 #x0 #x9b71d905 #x7d7faf81 #x09c45860 #x2a522386)
      (fftwf_codelet_t2bv_32_avx 0 #x10048 #x10048 #x0 #x889f271b #xfc322bc3 #x77dab9f2 #x358ba725)
      (fftwf_codelet_r2cf_8 2 #x10048 #x10048 #x0 #xa8e723ad #x5577b756 #x19ace181 #xf0b6f4b2)
      (fftwf_codelet_n2fv_32_avx 0 #x10048 #x10048 #x0 #x8a4c5fa4 #xb54017ef #x048c03df #x4f290280)
    )
    """
}
