"""The weights of `feeds.wording`, written by bench/learn_wording.py. Data only."""

#: Log odds of a stretch without words, and what one step of a weight is worth.
BIAS, SCALE = 1.5265, 0.024504
#: One byte a bucket, 128 being nothing, in base 85.
WEIGHTS = """
aZ+}2Za-*eVo`Z>nj%Y(T~cs;YKCupVpyJ;K_`PdcYbn4V1<BfU1D8?ZD?{*V^g6-UxtfOXhJk<WPx3Dcv@P9aaUPab6!?@iGq8FNsv9EVpoiA
V@;HeUtlqZlb&}jR);4<LtQ?0gG*>}c3YN(e`|W9R!(zLk%fheT!ErWe`z<1SZsVnXMc=+i>atjJWgwUYh$EFWr254p?{TWR$x_!WL<+<cAu|?
mVAL{Se#CJX^oSQWr3tzhLlHpabSFSazvU+XMBy0b6$&nVj3%7JZ_gWid;c0f0t!pKzDXaI=DnpF@H%;duU`<f@XbmVrpNIrEC^xcwc9fQ8$Kv
TZw*bX>FTJd5&OPk2iH=V4s6;Yiy2Vuv27ZdX8j0glAQli*1d2dWMRQCY?8shEr>Zs7YvjenDYJV`ycUdtq&5rg(-*KUGMPQaVzhZ)<L4YiNgk
WL|G&f?a!5dX0Bso0yqjbAe~DjZk8XrG|xgd#X_~DP?A8vsO!MmpgG(fl-NhS0{66e~4Ombbw21KYxsCTYg?%l3Y`Kt&e(TWN}$&Jx6)Ek$8Ju
K5S=7e~ySFL3Nj8c3p0Fhhb(&UVJ`deqD}Jm4tS9qIpLsabiQ3dAeMRYKebOYf6WDfUI9hzmsukpm>jQMx}*hWnF`3h+3GMZ-+Hzkb_{3kcWnr
REkY%i&#!Pq={LLXmN{#uZK`<VTE*MM~#VtZgYECO;=)ENKB(<aEwDziCkAteuy)ydy;BcR8N{?Szc*uW_2!mifCbdW1WkHUuU0YcWh>an`S0R
S93y{Y+4>=j5;ret3_)>RCI1?Yoet$M}Cilie*@Zn|^Grl}~R>X@VhHfs<-?Y=V}FT6=?qdRvxbTRc@{jcG`wIFCncX-QOMe|2zWg~EwUY<q2L
Wr3Mta5i70P;F{iUx+G#UU6Dvp<irHadw7&e0OcLghzg~o_LL%el}HUlvjpykZgT6m2ZWHeP&ONOp1D(Z<bneY+h_$oK>cVT61@Ynm%`9f^(RA
hImtAd^I<1lRZ^bd~0)OjfHiAWNBq?R+MXCbXR3;hk18YRFYzoX>fXYmU32ifp$`0b4G4?Zg7Z-aD;4sd_!=gXNxvtrFd+Hi&9``f^}kVYJG8u
lzWAKgoRX%g;aEqdS8n)y^W=hVWfkRi*TZMVQW=-Xm4Ysjf8%1XoXObb8vT_d4O$-kcC5TZj(!rlYO3&Z!<xomN9F1ZeVI+Ly(hQl6GmvZ)|04
qg6*|rb=pbkBoJOT8(2~tA$UCiJM$yiAs7^Y;$OAX=!9dqg-~JQj~;QWLZOdfNgSPp(k-zJ(5$qO?r1?X(pVOd2wxsg{**aXMlZUY;IeSkaum6
WpHU^o?u&gp^k%um|bvwYjJ9Qb)=7Hc!G(1S~p`~XM~hUVX%;ZgN~zbF>;rPY;tcWX<TJdnQ1;vVvbmCi)&A#o@PvKmTZTEv0^-VqjZaWjebKv
Z)RFrb~&nVY@KRfnp{?jr&yYHbZ(GEV|8OpSbuD!Cv|*ukd#MvXTzj*FKn$!e0o}faE5b}$%dFuhHrmJYG-qHU4C+ph%a?(mO+6{n>%x5f}d|`
x>RtJVuFKo6L4%wuBmxDep+fdMX+?1VS9&SxolK}lWuD;c4uUMXOVhjWp8a^UwUU=w1J^SVM%d}YL{SglwVM%a9VXMeNZ@SkfnTMX{@eaSARgJ
Ly&A{K4Oe&cx_@<afw%OZcAfsq?>kYhK6N|aC&`mV_;iNk9ie*XM<UBpoo8=fRsmgev4ReS7BdRX>?9&WMW@sVQP6~mSb#vf{Kola?E<UbBd62
g-m6SrGj&ucy?!KUv4{bhINULYm05dVPI8*TVSF~p=Fs-X?}!gWsqlFMQcYzX>5;SwsMeee{^$!Sbt7<m{E_ljDc#0poB!Mg=kWqRBL=KS8R1<
l3g`tn0jqQqjYt3c4j9=PIs<)JalAcmw$GBe}SEWd#+b<U0g?Fc%5`Ods~o-ZgPQRdYx;Kc93jUkWjg7bCP9Ks8Kt3V_Ii_cVRG~idTh~b)idi
gSLfyU1ynue|(XeqDzCOeWg%_dVNtugorSAb7^anJ$Qb2A#P((S6gjaUwvVOic4Tsl~{FFFF$N$NJLhEVRnFIkDrWfV{mO@d2~3EX?bx@MqYJb
G*?4=RbzrVa#?JCeS?ZwgK<ibSCGh(VnkJnPo!3Mgm8j2bw5*9M{i(NJCcbpF^ENddy#8cIfs>IUUZ#puvCv?j&78l8;OW?p-O6jhJ$8sZ!vFq
Gdp~pP>hRfindQ*WgALpkC<n0ex*c!UXg2RdSZoMsaH%wft8hWX=aULg{59jcSfX=Z+(KWKv}exP=1%Il3-7eT4Gv(du(-ri+GKFb99|%RcUu}
Z@!kCacFvZTXuVFOl)UHT8e*Kf=+aIMw*3WVp(K}gHV5DYKC%+n`?)LYK>67O;2-aR9a$9YIbjIiaDr>gp4zca87JnmtBUXi9lG3f^LbYZ-^^%
a+8>hZW?iEk$97uOp8`)XI_qbGGb?%j&O6BF>rZ<VSQX+cW{GfU!P);TySEDT~KI{Tx@Q&g*9J<M~R4wl8b+UQH^F)a*ax&m14Mvh*?f>j8;8u
V2D(djXp4KO=e_MhjVVMc87g+jAVpFf4o*<aZ_<*ea?|}I(|c2afvIILXM7BeQS+tX=7GIbd^_bePMcIUtF0sTuOO!TVumQVPamFhhTtdYkgK|
m3DuIZC!9ug;#8JVtR>RRB~a8S)_A;P?<G<WMYR~rEQ{0lPPv^Xi|TlaBYBRK3sA(Vw7@!fMwfvhhZUMdZSo>fo*GJjDu-(a%)UhV3BS-s8&>l
mZoD~Zf_{7aduFDP+P1tQ=EK%QZ18(iHm?!d5%s8V~Sj0Z;y71UUZ6vV54Y|c9eH)Hds=8Q*VfaV@z3heJoOTXrN(vbB&08agKRkcy)PZj$>$&
Vw`|chE0)ULSkaBa9wanW@4aricFhUeP>{xFK|$Lu9tIhZDDK8U`bh}T6=n1TZ2iDwu@0^l5bscJ8+qKL6vVzp@n*VdUS4Cg=U4OSh{kYPfTuI
I*W>cZe(_iUAseFY?fSTKZRXnAX%7xUxkHtFr>7Be11N5Qh8`zhj1=rd~bt>b#7F1Wsq*MSV~@)es6LuN@9Fsa(`@Ae{XPzWTKvdnQK;FYLk9y
b*YX~B28q1Yfg=ql!R(akfMmMLXU=qZc18pv!+t3q*#zid|`EeYME9?N=s*IU|^q*YIu!dc8Pjbj*okAJd96Yj)HlKU}Bt%f2DeLNSvTdjjKDA
pI4ZYGJ=;`)0v2>rIn5yeQ20{iG71(Z<0rJUph%_S%ZS3jD{mXa%WFxFMH2`hKz1*Ns@4FY+QU_SXx$qnvA<Yfu~J`Q;Kh8Q;>68T#RaTuYi+=
g=>VUKzwnKpL0@Hae;qSfR}NHf0JH#Z+}Hjii3=ZRa}{cWm|S_Z*)d%Sw)^rW@?6SePwz}Sw$$Oic(IsX>UJrMtVY8ijsL^KVcRRe^ZHHi7`oT
U4&3yWo?6rO`S)8gqM|5W0sJhY=M4sii3V~pKGC}pjwGsbBtXZS&Egqb!lsxhHOwWrAUu>V{DdEby8t@hHrd~mQJCZV3TWrSeis!P>PU`R#{?;
m5+CGcXNeWahqy@j&^8+pge1keO#?~YHomoe}8a-ZCH7sg;+^|aYa&DXg-cFM}l@`j$Ck9c6eSvoOohgRaJG2Qh1vvc#(r`X?a_lf}wbAfsku~
kYZDRZGVSncza}?QFM;Dn1y0&XIq0}JY<qtWsq@^djWNbLt%`4l4x{prim|piF}Scerkkhkcd==RECH`aF&LUdvaHliz1A2Ms{hHcxim2b$EVr
Nnee2a%N^-mzZUEWq4YGV|RLVjDa_No1}fQVk~h@P;QBmfscb%PDfv!mMJ=am6vKgo>{PIhJ}-DNj0pDafNGKb$U);Q*LBsJy(^8c#eH^RDV)o
jiEtwY*R>!O@%;fj;B6rcypX(r+#~7gr;XGU4CqNK#XETL}gG;NpOdPdUuR+bUl+Ng>gZHaC&WGTZv79K68<2pL1(sUQ}XijBkXIfNw!;O+1%{
d@yo&kZ??vQ%ieue^PjwHl1@tTwYs5eVJpSKUP|9Emp8`bA^CZjAxUQVrzvwYL}l;m1Bh)m6W?@h-smGFoub3M~QKCgol@+k4tH1T55Edl!|I<
pJz;VjD)FUFMCc|j7N!Fdy0IBUtWieTy%r0R?v%CO^P&gYm_%*QD<(wZhm`mU0Q!ZVvB}|flpMBftE+4jc1mkWKM>4UwE~4Yol*!e0XYMMKpzK
R8t*HhmM15t6*bmc#o24cU)dFsF#jxT!~hZLuzDHcW|m%a$Hb!bAoJ<s%>~Sl%O_hH=$BuX=i3sfnR`Kdq+TYO^a%vQIc+)dXs{2UW<;hUR;%5
wveb}qkf2|OK^;PVO%G9aGHjxWMZLmagSqbKzU<MayV9?cWZPnIXQ%St94F;XHSf8f0R{^XQ?s9XF7IWgO!Fgd1+m4m4=a2h@F3nU|*zWbA6z7
Wp_@BFi@L{ibqaWSQd(HNqlRCf^>mtOJRMPscb@lk5YYBRcL91kBgjzflG2VlvHh{Ylvx?Rd#Q9VO(-)OLKK~g?)2ncVS*oJ92JpbaII|Z!?2j
d1r}awU4AbOIS)^J8Nfuw_<o-f^D3UbA)$scXMBpZAhqfVqATNfo)z`N=$BWS2SZyZ9r9#cx9kVM`u=DS!tM)nTd?WS#4`nhHgYyTXJ@sj9hG9
VtHIgmy()tcy5kft6FSDmTPBdke6&Taxtljc5r!vRXByGjD>5UrbDG<vdlSDBZ-uoSSGe~g1cC^VRMUdVT6T*aBYo6J!ws6bUAsYPeHOWnR<ql
k93S!gL9H*b9P9RXpugvXG@k`l%!o$R6Bp5SZ7jio@}{{U0F?xgkmmakdS9=lsIEvsEeSdop?1@N^yXTaZXH<ePwNewpV3toN-y3b%$GslV3rC
foXPTer|0_XO2^DeNBdvdwVxcc4(kwkbHoXj#E`~j%8eRjBHK7SX^|9T6&6!e_5BPa!qoCXlr;>imIn3V?v&nI6Q5YV{MscfM<}2cYB|SQ+{uj
a9cfaRC!-?Y>7^Zmp77hT`zQgpNnjtgl%+So^L*PXpfA5lAeBJTU3FTa%M<WQFy?4N^q!`T$FcHOLBy0cachwZi{V@MSWRrW^zt{SZKI|k}q*)
V?SAAnRX*8c~6pJZiH-0SaEfEmxMfrfmJMbU5ICvTz_h8eN0kTQkAQNiIHVn
"""
